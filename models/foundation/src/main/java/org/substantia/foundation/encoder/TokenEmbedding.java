package org.substantia.foundation.encoder;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.where;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.substantia.foundation.layer.Convolution2d;
import org.substantia.foundation.layer.LayerNorm;
import org.substantia.learning.layer.Adapter;
import org.substantia.learning.layer.Declarations;
import org.substantia.learning.layer.Initialization;
import org.substantia.learning.layer.Layer;
import org.substantia.learning.layer.Weights;

/** From images to tokens: patches, class token, positions, registers, in this order. */
final class TokenEmbedding {
    private static final int CHANNELS = 3;
    private static final double SD = 0.02;
    private static final String CLASS = "cls_token";
    private static final String REGISTERS = "register_tokens";
    private static final String MASK = "mask_token";
    private static final String PERIODS = "rope_embed.periods";

    private final Architecture architecture;
    private final Layer patches;
    private final Layer norm;
    private final AbsolutePositions positions;

    TokenEmbedding(Architecture architecture) {
        this(
                architecture,
                Convolution2d.patches(
                        "patch_embed.proj",
                        CHANNELS,
                        architecture.width(),
                        architecture.embedding().patch(),
                        architecture.family() != Family.CLIP),
                new LayerNorm("norm_pre", architecture.width(), architecture.normEpsilon()));
    }

    private TokenEmbedding(Architecture architecture, Layer patches, Layer norm) {
        this.architecture = architecture;
        this.patches = patches;
        this.norm = norm;
        positions = new AbsolutePositions(architecture);
    }

    TokenEmbedding adapted(Adapter adapter) {
        return new TokenEmbedding(architecture, patches.adapted(adapter), norm.adapted(adapter));
    }

    void declare(Declarations declarations) {
        Architecture.Embedding embedding = architecture.embedding();
        int width = architecture.width();
        if (architecture.classToken()) {
            declarations.declare(CLASS, Initialization.normal(SD), 1, 1, width);
        }
        if (embedding.absolutePositions()) {
            positions.declare(declarations);
        }
        if (embedding.registers() > 0) {
            declarations.declare(REGISTERS, Initialization.normal(SD), 1, embedding.registers(), width);
        }
        if (embedding.maskToken()) {
            declarations.declare(MASK, Initialization.constant(0), 1, width);
        }
        patches.declare(declarations);
        if (embedding.positions().isRotary()) {
            float[] periods = Rotation.periods(architecture.headWidth());
            declarations
                    .frozen()
                    .declare(
                            PERIODS,
                            (values, random) -> System.arraycopy(periods, 0, values, 0, values.length),
                            periods.length);
        }
        if (architecture.normBefore()) {
            norm.declare(declarations);
        }
    }

    /**
     * @param images shape (batch, 3, rows, columns), normalized as the network wants it
     * @param masked shape (batch, patches), not 0 where a patch is replaced by the mask token
     */
    Tokens apply(Tensor images, Optional<Tensor> masked, Weights weights) {
        int patch = architecture.embedding().patch();
        TokenGrid grid = TokenGrid.of(images, patch);
        if (images.size(1) != CHANNELS || grid.count() == 0) {
            throw new IllegalArgumentException(
                    "images of three channels and at least %d x %d pixels are needed, got %d x %d of %d"
                            .formatted(patch, patch, images.size(2), images.size(3), images.size(1)));
        }
        Tensor values = patches.apply(images.to(ScalarType.Float), weights)
                .flatten(2, 3)
                .transpose(1, 2);
        if (masked.isPresent()) {
            Tensor hidden = masked.get().unsqueeze(2).to(ScalarType.Bool);
            values = where(hidden, weights.get(MASK).unsqueeze(0), values);
        }
        if (architecture.classToken()) {
            values = cat(new TensorVector(token(CLASS, images.size(0), weights), values), 1);
        }
        if (architecture.embedding().absolutePositions()) {
            values = values.add(positions.of(grid, weights));
        }
        if (architecture.normBefore()) {
            values = norm.apply(values, weights);
        }
        return tokens(withRegisters(values, weights), grid, weights);
    }

    private Tensor withRegisters(Tensor values, Weights weights) {
        if (architecture.embedding().registers() == 0) {
            return values;
        }
        return cat(
                new TensorVector(
                        values.narrow(1, 0, 1),
                        token(REGISTERS, values.size(0), weights),
                        values.narrow(1, 1, values.size(1) - 1)),
                1);
    }

    /** Values that were computed before, such as those of a cache. */
    Tokens tokens(Tensor values, TokenGrid grid, Weights weights) {
        return new Tokens(
                values,
                grid,
                architecture.embedding().positions().isRotary()
                        ? Optional.of(Rotation.of(grid, weights.get(PERIODS)))
                        : Optional.empty());
    }

    private static Tensor token(String name, long batch, Weights weights) {
        return weights.get(name).to(ScalarType.Float).expand(batch, -1, -1);
    }
}

package org.substantia.foundation.encoder;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.interpolate;
import static org.bytedeco.pytorch.global.torch.upsample_bicubic2d;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.InterpolateFuncOptions;
import org.bytedeco.pytorch.LongVector;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.kBicubic;
import org.substantia.learning.layer.Declarations;
import org.substantia.learning.layer.Initialization;
import org.substantia.learning.layer.Weights;

/** Positions that are added to the tokens, resized where the image is not of the size of training. */
final class AbsolutePositions {
    private static final String NAME = "pos_embed";
    private static final double SD = 0.02;
    private static final double OFFSET = 0.1;

    private final Architecture architecture;

    AbsolutePositions(Architecture architecture) {
        this.architecture = architecture;
    }

    void declare(Declarations declarations) {
        int grid = architecture.embedding().grid();
        if (architecture.classToken()) {
            declarations.declare(NAME, Initialization.normal(SD), 1, (long) grid * grid + 1, architecture.width());
        } else {
            declarations.declare(NAME, Initialization.normal(SD), 1, grid, grid, architecture.width());
        }
    }

    /** Shape (1, tokens, width), the class token's first where there is one. */
    Tensor of(TokenGrid wanted, Weights weights) {
        int grid = architecture.embedding().grid();
        int width = architecture.width();
        Tensor all = weights.get(NAME).to(ScalarType.Float).reshape(1, -1, width);
        if (wanted.rows() == grid && wanted.columns() == grid) {
            return all;
        }
        int first = architecture.classToken() ? 1 : 0;
        Tensor patches = all.narrow(1, first, (long) grid * grid)
                .reshape(1, grid, grid, width)
                .permute(0, 3, 1, 2);
        Tensor resized = resize(patches, wanted, grid).permute(0, 2, 3, 1).reshape(1, wanted.count(), width);
        return first == 0 ? resized : cat(new TensorVector(all.narrow(1, 0, 1), resized), 1);
    }

    private Tensor resize(Tensor patches, TokenGrid wanted, int grid) {
        long[] size = {wanted.rows(), wanted.columns()};
        return switch (architecture.embedding().positions()) {
            case BICUBIC_OFFSET ->
                upsample_bicubic2d(
                        patches,
                        size,
                        false,
                        new DoubleOptional((wanted.rows() + OFFSET) / grid),
                        new DoubleOptional((wanted.columns() + OFFSET) / grid));
            case BICUBIC_ANTIALIASED -> {
                InterpolateFuncOptions options = new InterpolateFuncOptions();
                options.size().put(new LongVector(size));
                options.mode().put(new kBicubic());
                options.align_corners().put(false);
                options.antialias().put(true);
                yield interpolate(patches, options);
            }
            case BICUBIC -> upsample_bicubic2d(patches, size, false);
            case ROTARY, ROTARY_EXACT -> throw new IllegalStateException("rotary positions are not added");
        };
    }
}

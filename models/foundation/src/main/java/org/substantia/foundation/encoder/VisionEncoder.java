package org.substantia.foundation.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.substantia.foundation.layer.Bias;
import org.substantia.foundation.layer.LayerNorm;
import org.substantia.foundation.layer.Linear;
import org.substantia.learning.device.Precision;
import org.substantia.learning.layer.Adapter;
import org.substantia.learning.layer.Declaration;
import org.substantia.learning.layer.Declarations;
import org.substantia.learning.layer.Layer;
import org.substantia.learning.layer.Weights;

/**
 * A vision transformer (Dosovitskiy et al. 2021) of one of the {@link Family families}. Its parameters have the names
 * of DINOv2's official files whatever the family. It holds no tensors: weights come with each call. Immutable and safe
 * to share.
 *
 * <p>A pass may be taken in pieces, so that what lies below the first trained block is computed once:
 *
 * <pre>{@code
 * Tokens tokens = encoder.embed(images, weights);
 * for (int i = 0; i < encoder.architecture().depth(); i++) {
 *     tokens = encoder.block(i, tokens, weights);
 * }
 * Features features = encoder.finish(tokens, weights);
 * }</pre>
 *
 * <p>All methods that return tensors are to be called within a {@link PointerScope}.
 */
public final class VisionEncoder {
    private final Architecture architecture;
    private final Precision precision;
    private final TokenEmbedding embedding;
    private final List<TransformerBlock> blocks;
    private final Layer norm;
    private final Layer projection;
    private final Optional<Neck> neck;

    /** @param precision of the matrix products; tokens and normalizations are float32 */
    public VisionEncoder(Architecture architecture, Precision precision) {
        this(
                architecture,
                precision,
                new TokenEmbedding(architecture),
                blocks(architecture),
                new LayerNorm("norm", architecture.width(), architecture.normEpsilon()),
                new Linear("head", architecture.width(), architecture.projection(), Bias.NONE),
                architecture.windows().map(w -> Neck.of(architecture.width(), w.channels())));
    }

    private VisionEncoder(
            Architecture architecture,
            Precision precision,
            TokenEmbedding embedding,
            List<TransformerBlock> blocks,
            Layer norm,
            Layer projection,
            Optional<Neck> neck) {
        this.architecture = architecture;
        this.precision = precision;
        this.embedding = embedding;
        this.blocks = blocks;
        this.norm = norm;
        this.projection = projection;
        this.neck = neck;
    }

    private static List<TransformerBlock> blocks(Architecture architecture) {
        List<TransformerBlock> blocks = new ArrayList<>();
        for (int i = 0; i < architecture.depth(); i++) {
            blocks.add(TransformerBlock.of(i, architecture));
        }
        return List.copyOf(blocks);
    }

    /** The same network with its innermost layers adapted. */
    public VisionEncoder adapted(Adapter adapter) {
        return new VisionEncoder(
                architecture,
                precision,
                embedding.adapted(adapter),
                blocks.stream().map(block -> block.adapted(adapter)).toList(),
                norm.adapted(adapter),
                projection.adapted(adapter),
                neck.map(n -> n.adapted(adapter)));
    }

    public Architecture architecture() {
        return architecture;
    }

    /** Every parameter, all of them trained. */
    public Declarations declarations() {
        Declarations declarations = new Declarations();
        embedding.declare(declarations);
        blocks.forEach(block -> block.declare(declarations));
        if (neck.isPresent()) {
            neck.get().declare(declarations);
        } else {
            norm.declare(declarations);
        }
        if (architecture.projection() > 0) {
            projection.declare(declarations);
        }
        return declarations;
    }

    /** Every parameter, of which training changes those of these names. */
    public Declarations declarations(Predicate<String> trained) {
        Declarations chosen = new Declarations();
        for (Declaration d : declarations().all()) {
            (d.trainable() && trained.test(d.name()) ? chosen : chosen.frozen())
                    .declare(d.name(), d.initialization(), d.dimensions());
        }
        return chosen;
    }

    /**
     * All tokens before the first block.
     *
     * @param images shape (batch, 3, rows, columns), normalized as the network wants it; rows and columns that fill no
     *     whole patch are dropped
     * @throws IllegalArgumentException if the images have other channels or are smaller than a patch
     */
    public Tokens embed(Tensor images, Weights weights) {
        return embedding.apply(images, Optional.empty(), weights);
    }

    /**
     * Likewise with some patches replaced by the mask token.
     *
     * @param masked shape (batch, patches), not 0 where one is replaced
     */
    public Tokens embedMasked(Tensor images, Tensor masked, Weights weights) {
        return embedding.apply(images, Optional.of(masked), weights);
    }

    /**
     * Tokens that were computed before.
     *
     * @param values shape (batch, tokens, width), float32
     */
    public Tokens resume(Tensor values, TokenGrid grid, Weights weights) {
        return embedding.tokens(values, grid, weights);
    }

    /** All tokens behind a block. */
    public Tokens block(int index, Tokens tokens, Weights weights) {
        return blocks.get(index).apply(tokens, precision.scalarType(), weights);
    }

    /** What is behind the last block, or behind any other: normalized and taken apart. */
    public Features finish(Tokens tokens, Weights weights) {
        if (neck.isPresent()) {
            Tensor patches = neck.get().apply(tokens.values(), tokens.grid(), weights);
            return new Features(Optional.empty(), Optional.empty(), patches, Optional.empty(), tokens.grid());
        }
        Tensor all = norm.apply(tokens.values(), weights);
        Tensor classToken = all.select(1, 0);
        int registers = architecture.embedding().registers();
        return new Features(
                Optional.of(classToken),
                registers > 0 ? Optional.of(all.narrow(1, 1, registers)) : Optional.empty(),
                all.narrow(1, 1L + registers, tokens.grid().count()),
                architecture.projection() > 0 ? Optional.of(projection.apply(classToken, weights)) : Optional.empty(),
                tokens.grid());
    }

    /** The whole way. */
    public Features forward(Tensor images, Weights weights) {
        return rest(0, embed(images, weights), weights);
    }

    /**
     * The rest of the way.
     *
     * @param first block that the tokens have not passed
     */
    public Features rest(int first, Tokens tokens, Weights weights) {
        Tokens passed = tokens;
        for (int i = first; i < blocks.size(); i++) {
            passed = block(i, passed, weights);
        }
        return finish(passed, weights);
    }
}

package org.substantia.foundation.encoder;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.substantia.foundation.layer.LayerNorm;
import org.substantia.learning.layer.Adapter;
import org.substantia.learning.layer.Declarations;
import org.substantia.learning.layer.Initialization;
import org.substantia.learning.layer.Layer;
import org.substantia.learning.layer.Weights;

/**
 * Attention and a feed-forward part, each behind a normalization and added to the tokens (pre-norm). The tokens stay
 * float32; matrices are multiplied in the number format given.
 *
 * @param layerScale whether each part is scaled by a learned factor for each of its numbers (Touvron et al. 2021)
 * @param window rows and columns within which tokens attend to each other, 0 for all
 */
record TransformerBlock(
        String name,
        int width,
        Layer norm1,
        Attention attention,
        Layer norm2,
        Layer feedForward,
        boolean layerScale,
        int window,
        Optional<RelativePositions> relative) {
    private static final float SMALL_SCALE = 0.1f;

    static TransformerBlock of(int index, Architecture a) {
        String name = "blocks." + index;
        int window = a.windows()
                .filter(w -> !w.global().contains(index))
                .map(Windows::size)
                .orElse(0);
        return new TransformerBlock(
                name,
                a.width(),
                new LayerNorm(name + ".norm1", a.width(), a.normEpsilon()),
                Attention.of(name + ".attn", a),
                new LayerNorm(name + ".norm2", a.width(), a.normEpsilon()),
                FeedForward.of(name + ".mlp", a),
                a.layerScale(),
                window,
                a.windows()
                        .map(w -> new RelativePositions(
                                name + ".attn",
                                window > 0 ? window : a.embedding().grid(),
                                a.headWidth())));
    }

    TransformerBlock adapted(Adapter adapter) {
        return new TransformerBlock(
                name,
                width,
                norm1.adapted(adapter),
                attention.adapted(adapter),
                norm2.adapted(adapter),
                feedForward.adapted(adapter),
                layerScale,
                window,
                relative);
    }

    void declare(Declarations declarations) {
        norm1.declare(declarations);
        attention.declare(declarations);
        relative.ifPresent(positions -> positions.declare(declarations));
        scale(declarations, ".ls1.gamma");
        norm2.declare(declarations);
        feedForward.declare(declarations);
        scale(declarations, ".ls2.gamma");
    }

    private void scale(Declarations declarations, String suffix) {
        if (layerScale) {
            declarations.declare(name + suffix, Initialization.constant(SMALL_SCALE), width);
        }
    }

    Tokens apply(Tokens tokens, ScalarType format, Weights weights) {
        Tensor x = tokens.values();
        Tensor attended = attend(norm1.apply(x, weights).to(format), tokens, weights);
        x = x.add(scaled(attended, ".ls1.gamma", weights));
        Tensor fed = feedForward.apply(norm2.apply(x, weights).to(format), weights);
        return tokens.with(x.add(scaled(fed, ".ls2.gamma", weights)));
    }

    private Tensor attend(Tensor x, Tokens tokens, Weights weights) {
        if (window == 0) {
            return attention.apply(x, tokens.rotation(), bias(tokens.grid(), weights), weights);
        }
        WindowPartition windows = new WindowPartition(tokens.grid(), window);
        return windows.join(
                attention.apply(windows.split(x), tokens.rotation(), bias(windows.window(), weights), weights));
    }

    private Optional<Attention.ScoreBias> bias(TokenGrid grid, Weights weights) {
        return relative.map(positions -> positions.forGrid(grid, weights));
    }

    private Tensor scaled(Tensor part, String suffix, Weights weights) {
        Tensor floats = part.to(ScalarType.Float);
        return layerScale ? floats.mul(weights.get(name + suffix)) : floats;
    }
}

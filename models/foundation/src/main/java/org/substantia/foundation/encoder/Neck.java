package org.substantia.foundation.encoder;

import org.bytedeco.pytorch.Tensor;
import org.substantia.foundation.layer.Convolution2d;
import org.substantia.foundation.layer.LayerNorm;
import org.substantia.learning.layer.Adapter;
import org.substantia.learning.layer.Declarations;
import org.substantia.learning.layer.Layer;
import org.substantia.learning.layer.Weights;

/** SAM's way from tokens to its embedding: two convolutions, each with a normalization of each place's channels. */
record Neck(Layer first, Layer firstNorm, Layer second, Layer secondNorm) {
    private static final double EPSILON = 1e-6;

    static Neck of(int width, int channels) {
        return new Neck(
                Convolution2d.same("neck.0", width, channels, 1),
                new LayerNorm("neck.1", channels, EPSILON),
                Convolution2d.same("neck.2", channels, channels, 3),
                new LayerNorm("neck.3", channels, EPSILON));
    }

    Neck adapted(Adapter adapter) {
        return new Neck(
                first.adapted(adapter),
                firstNorm.adapted(adapter),
                second.adapted(adapter),
                secondNorm.adapted(adapter));
    }

    void declare(Declarations declarations) {
        first.declare(declarations);
        firstNorm.declare(declarations);
        second.declare(declarations);
        secondNorm.declare(declarations);
    }

    /**
     * @param tokens shape (batch, rows * columns, width)
     * @return shape (batch, rows * columns, channels)
     */
    Tensor apply(Tensor tokens, TokenGrid grid, Weights weights) {
        Tensor image = tokens.transpose(1, 2).reshape(tokens.size(0), tokens.size(2), grid.rows(), grid.columns());
        Tensor once = firstNorm.apply(first.apply(image, weights).permute(0, 2, 3, 1), weights);
        Tensor twice =
                secondNorm.apply(second.apply(once.permute(0, 3, 1, 2), weights).permute(0, 2, 3, 1), weights);
        return twice.reshape(tokens.size(0), grid.count(), -1);
    }
}

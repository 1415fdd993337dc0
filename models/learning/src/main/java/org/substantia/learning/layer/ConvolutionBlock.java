package org.substantia.learning.layer;

import org.bytedeco.pytorch.Tensor;

/** Convolution, normalization, activation. */
public record ConvolutionBlock(Layer convolution, Layer norm) implements Layer {
    /** A convolution and a normalization of one name. */
    public static ConvolutionBlock of(Convolution3d convolution) {
        return new ConvolutionBlock(convolution, new InstanceNorm(convolution.name(), convolution.outputs(), 1));
    }

    @Override
    public void declare(Declarations declarations) {
        convolution.declare(declarations);
        norm.declare(declarations);
    }

    @Override
    public Tensor apply(Tensor input, Weights weights) {
        return LeakyRelu.of(norm.apply(convolution.apply(input, weights), weights));
    }

    @Override
    public ConvolutionBlock adapted(Adapter adapter) {
        return new ConvolutionBlock(convolution.adapted(adapter), norm.adapted(adapter));
    }
}

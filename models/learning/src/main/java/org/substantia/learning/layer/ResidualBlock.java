package org.substantia.learning.layer;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Two convolutions whose result is added to the input (He et al. 2016).
 *
 * @param first with its activation
 * @param second without
 * @param norm of the second
 */
public record ResidualBlock(Layer first, Layer second, Layer norm) implements Layer {
    private static final List<Integer> KERNEL = List.of(3, 3, 3);

    /** Of 3 x 3 x 3 taps, as fresh weights an identity: the last normalization begins at 0. */
    public static ResidualBlock of(String name, int channels) {
        return new ResidualBlock(
                ConvolutionBlock.of(Convolution3d.of(name + ".first", channels, channels, KERNEL)),
                Convolution3d.of(name + ".second", channels, channels, KERNEL),
                new InstanceNorm(name + ".second", channels, 0));
    }

    @Override
    public void declare(Declarations declarations) {
        first.declare(declarations);
        second.declare(declarations);
        norm.declare(declarations);
    }

    @Override
    public Tensor apply(Tensor input, Weights weights) {
        Tensor change = norm.apply(second.apply(first.apply(input, weights), weights), weights);
        return LeakyRelu.of(change.add(input));
    }

    @Override
    public ResidualBlock adapted(Adapter adapter) {
        return new ResidualBlock(first.adapted(adapter), second.adapted(adapter), norm.adapted(adapter));
    }
}

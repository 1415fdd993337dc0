package org.substantia.foundation.layer;

import static org.bytedeco.pytorch.global.torch.layer_norm;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.substantia.learning.layer.Declarations;
import org.substantia.learning.layer.Initialization;
import org.substantia.learning.layer.Layer;
import org.substantia.learning.layer.Weights;

/**
 * Normalization over the last dimension, then a learned scale and shift (Ba et al. 2016), of parameters
 * {@code name.weight} and {@code name.bias}. Computed in float32 whatever the input is.
 *
 * @param name in weight files
 * @param width of the last dimension
 * @param epsilon added to the variance
 */
public record LayerNorm(String name, int width, double epsilon) implements Layer {
    @Override
    public void declare(Declarations declarations) {
        declarations.declare(name + ".weight", Initialization.constant(1), width);
        declarations.declare(name + ".bias", Initialization.constant(0), width);
    }

    /**
     * @param input shape (..., width)
     * @return float32
     */
    @Override
    public Tensor apply(Tensor input, Weights weights) {
        return layer_norm(
                input.to(ScalarType.Float),
                new long[] {width},
                new TensorOptional(weights.get(name + ".weight")),
                new TensorOptional(weights.get(name + ".bias")),
                epsilon,
                true);
    }
}

package org.substantia.foundation.layer;

import static org.bytedeco.pytorch.global.torch.conv3d;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.substantia.learning.layer.Declarations;
import org.substantia.learning.layer.Initialization;
import org.substantia.learning.layer.Layer;
import org.substantia.learning.layer.Weights;

/**
 * A 3D convolution whose taps stand apart, of parameters {@code name.weight} and, with a bias, {@code name.bias}.
 *
 * @param name of the parameters
 * @param kernel taps along each axis, odd
 * @param dilation voxels from one tap to the next
 * @param padded with zeros, so that it keeps the size; otherwise only voxels come out whose taps all lie inside
 */
public record DilatedConvolution(
        String name, int inputs, int outputs, int kernel, int dilation, boolean bias, boolean padded) implements Layer {
    private static final long[] STRIDE = {1, 1, 1};

    @Override
    public void declare(Declarations declarations) {
        declarations.declare(
                name + ".weight",
                Initialization.he(inputs * kernel * kernel * kernel),
                outputs,
                inputs,
                kernel,
                kernel,
                kernel);
        if (bias) {
            declarations.declare(name + ".bias", Initialization.constant(0), outputs);
        }
    }

    /** How many voxels away it looks, along each axis. */
    public int reach() {
        return kernel / 2 * dilation;
    }

    /** The same numbers applied without padding. */
    public DilatedConvolution unpadded() {
        return new DilatedConvolution(name, inputs, outputs, kernel, dilation, bias, false);
    }

    /**
     * @param input shape (1, inputs, x, y, z)
     * @return shape (1, outputs, x, y, z), without padding twice its reach less along each axis
     */
    @Override
    public Tensor apply(Tensor input, Weights weights) {
        long around = padded ? reach() : 0;
        return conv3d(
                input,
                weights.get(name + ".weight", input),
                bias ? new TensorOptional(weights.get(name + ".bias", input)) : new TensorOptional(),
                STRIDE,
                new long[] {around, around, around},
                new long[] {dilation, dilation, dilation},
                1);
    }
}

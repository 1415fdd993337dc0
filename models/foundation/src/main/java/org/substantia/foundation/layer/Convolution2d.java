package org.substantia.foundation.layer;

import static org.bytedeco.pytorch.global.torch.conv2d;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.substantia.learning.layer.Declarations;
import org.substantia.learning.layer.Initialization;
import org.substantia.learning.layer.Layer;
import org.substantia.learning.layer.Weights;

/**
 * A 2D convolution with square taps, of parameters {@code name.weight} (outputs, inputs, kernel, kernel) and, with a
 * bias, {@code name.bias}.
 *
 * @param name in weight files
 * @param kernel taps along rows and columns
 * @param stride along rows and columns
 * @param padding zeros at each border
 */
public record Convolution2d(String name, int inputs, int outputs, int kernel, int stride, int padding, boolean bias)
        implements Layer {
    private static final long[] DILATION = {1, 1};

    /** Patches side by side, each to one vector; what is left at the lower and right border is dropped. */
    public static Convolution2d patches(String name, int inputs, int outputs, int size, boolean bias) {
        return new Convolution2d(name, inputs, outputs, size, size, 0, bias);
    }

    /** Keeps the size; without a bias. */
    public static Convolution2d same(String name, int inputs, int outputs, int kernel) {
        return new Convolution2d(name, inputs, outputs, kernel, 1, kernel / 2, false);
    }

    @Override
    public void declare(Declarations declarations) {
        declarations.declare(weight(), Initialization.he(inputs * kernel * kernel), outputs, inputs, kernel, kernel);
        if (bias) {
            declarations.declare(name + ".bias", Initialization.constant(0), outputs);
        }
    }

    /** @param input shape (batch, inputs, rows, columns) */
    @Override
    public Tensor apply(Tensor input, Weights weights) {
        // A library for phones, which libtorch asks first and which warns of every processor that it does not know.
        torch.globalContext().setUserEnabledNNPACK(false);
        TensorOptional constants = bias ? new TensorOptional(weights.get(name + ".bias", input)) : new TensorOptional();
        return conv2d(
                input,
                weights.get(weight(), input),
                constants,
                new long[] {stride, stride},
                new long[] {padding, padding},
                DILATION,
                1);
    }

    public String weight() {
        return name + ".weight";
    }
}

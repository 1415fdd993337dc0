package org.substantia.learning.layer;

import static org.bytedeco.pytorch.global.torch.conv3d;
import static org.bytedeco.pytorch.global.torch.mkldnn_convolution;

import java.util.List;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.substantia.learning.tensor.Tensors;

/**
 * A 3D convolution, padded with zeros so that a stride of 1 keeps the size. Its parameters are {@code name.weight} and,
 * with a bias, {@code name.bias}.
 *
 * @param name in weight files
 * @param inputs channels
 * @param outputs channels
 * @param kernel taps along x, y and z, odd
 * @param stride along x, y and z
 * @param bias whether a constant is added to each output
 */
public record Convolution3d(
        String name, int inputs, int outputs, List<Integer> kernel, List<Integer> stride, boolean bias)
        implements Layer {
    private static final List<Integer> ONE = List.of(1, 1, 1);
    private static final long[] DILATION = {1, 1, 1};

    public Convolution3d {
        kernel = List.copyOf(kernel);
        stride = List.copyOf(stride);
    }

    /** With a stride of 1, without a bias. */
    public static Convolution3d of(String name, int inputs, int outputs, List<Integer> kernel) {
        return new Convolution3d(name, inputs, outputs, kernel, ONE, false);
    }

    /** Combines the channels of each position: 1 x 1 x 1 taps, a stride of 1, no bias. */
    public static Convolution3d pointwise(String name, int inputs, int outputs) {
        return of(name, inputs, outputs, ONE);
    }

    public Convolution3d withStride(List<Integer> other) {
        return new Convolution3d(name, inputs, outputs, kernel, other, bias);
    }

    public Convolution3d withBias() {
        return new Convolution3d(name, inputs, outputs, kernel, stride, true);
    }

    @Override
    public void declare(Declarations declarations) {
        int taps = kernel.get(0) * kernel.get(1) * kernel.get(2);
        declarations.declare(
                weight(),
                Initialization.he(taps * inputs),
                outputs,
                inputs,
                kernel.get(2),
                kernel.get(1),
                kernel.get(0));
        if (bias) {
            declarations.declare(biases(), Initialization.constant(0), outputs);
        }
    }

    /** @param input shape (1, inputs, Z, Y, X) */
    @Override
    public Tensor apply(Tensor input, Weights weights) {
        TensorOptional constants = bias ? new TensorOptional(weights.get(biases(), input)) : new TensorOptional();
        long[] padding = {kernel.get(2) / 2, kernel.get(1) / 2, kernel.get(0) / 2};
        long[] steps = {stride.get(2), stride.get(1), stride.get(0)};
        Tensor kernels = weights.get(weight(), input);
        return suitsOneDnn(input)
                ? mkldnn_convolution(input, kernels, constants, padding, steps, DILATION, 1)
                : conv3d(input, kernels, constants, steps, padding, DILATION, 1);
    }

    /**
     * Whether oneDNN is to be asked for by name. In float32, libtorch gives an example whose first four sizes multiply
     * to 20,480 or less to a kernel that copies each voxel's neighborhood, as at the coarser levels of a network; it
     * takes up to ten times as long. In bfloat16, and on graphics cards, libtorch chooses well.
     */
    private static boolean suitsOneDnn(Tensor input) {
        return input.is_cpu() && Tensors.isFloat32(input) && Context.hasMKLDNN();
    }

    private String weight() {
        return name + ".weight";
    }

    private String biases() {
        return name + ".bias";
    }
}

package org.substantia.learning.layer;

import static org.bytedeco.pytorch.global.torch.batch_norm;

import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Normalization of each channel over one example, then a learned scale and shift (Ulyanov et al. 2016), of parameters
 * {@code name.scale} and {@code name.shift}. A batch of one example makes it the same as batch normalization, whose
 * kernel in libtorch is quicker.
 *
 * <p>That kernel sums one part per thread, and of all kernels in use it is the only one that does. To predict, it runs
 * on {@value #THREADS} threads whatever the number of libtorch's threads is, so that predictions do not depend on it.
 * In training it uses all threads.
 *
 * @param name in weight files
 * @param channels of input and output
 * @param initialScale 1, or 0 for a residual block's last normalization, so that the block begins as identity
 */
public record InstanceNorm(String name, int channels, float initialScale) implements Layer {
    private static final double EPSILON = 1e-5;

    /** Two threads come near what the memory gives, which is what limits the kernel, and every machine has them. */
    private static final int THREADS = 2;

    @Override
    public void declare(Declarations declarations) {
        declarations.declare(name + ".scale", Initialization.constant(initialScale), channels);
        declarations.declare(name + ".shift", Initialization.constant(0), channels);
    }

    /** @param input shape (1, channels, Z, Y, X) */
    @Override
    public Tensor apply(Tensor input, Weights weights) {
        if (GradMode.is_enabled() || input.is_cuda()) {
            return normalize(input, weights);
        }
        int threads = torch.get_num_threads();
        torch.set_num_threads(THREADS);
        try {
            return normalize(input, weights);
        } finally {
            torch.set_num_threads(threads);
        }
    }

    private Tensor normalize(Tensor input, Weights weights) {
        TensorOptional none = new TensorOptional();
        return batch_norm(
                input,
                new TensorOptional(weights.get(name + ".scale")),
                new TensorOptional(weights.get(name + ".shift")),
                none,
                none,
                true,
                0,
                EPSILON,
                false);
    }
}

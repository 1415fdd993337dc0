package org.substantia.learning.layer;

import static org.bytedeco.pytorch.global.torch.leaky_relu;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** The activation of all networks here: negative values at a hundredth of their size. */
final class LeakyRelu {
    private static final double SLOPE = 0.01;

    private LeakyRelu() {}

    static Tensor of(Tensor input) {
        // Not a constant: made in the first caller's PointerScope, it would be freed with that scope.
        return leaky_relu(input, new Scalar(SLOPE));
    }
}

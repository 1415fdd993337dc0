package org.substantia.foundation.layer;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.zeros_like;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.substantia.learning.layer.Declarations;
import org.substantia.learning.layer.Initialization;
import org.substantia.learning.layer.Layer;
import org.substantia.learning.layer.Weights;

/**
 * A matrix applied to the last dimension. Its parameters are {@code name.weight} of shape (outputs, inputs) and, with a
 * bias, {@code name.bias}.
 *
 * @param name in weight files
 */
public record Linear(String name, int inputs, int outputs, Bias bias) implements Layer {
    private static final double SD = 0.02;

    /** With a bias. */
    public static Linear of(String name, int inputs, int outputs) {
        return new Linear(name, inputs, outputs, Bias.FULL);
    }

    @Override
    public void declare(Declarations declarations) {
        declarations.declare(weight(), Initialization.normal(SD), outputs, inputs);
        if (bias != Bias.NONE) {
            declarations.declare(biases(), Initialization.constant(0), outputs);
        }
    }

    /** @param input shape (..., inputs) */
    @Override
    public Tensor apply(Tensor input, Weights weights) {
        TensorOptional constants = bias == Bias.NONE ? new TensorOptional() : new TensorOptional(added(input, weights));
        return linear(input, weights.get(weight(), input), constants);
    }

    private Tensor added(Tensor input, Weights weights) {
        Tensor all = weights.get(biases(), input);
        if (bias == Bias.FULL) {
            return all;
        }
        int third = outputs / 3;
        Tensor keys = all.narrow(0, third, third);
        return cat(new TensorVector(all.narrow(0, 0, third), zeros_like(keys), all.narrow(0, 2L * third, third)));
    }

    public String weight() {
        return name + ".weight";
    }

    private String biases() {
        return name + ".bias";
    }
}

package org.substantia.foundation.encoder;

import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.silu;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.substantia.foundation.layer.Linear;
import org.substantia.learning.layer.Adapter;
import org.substantia.learning.layer.Declarations;
import org.substantia.learning.layer.Layer;
import org.substantia.learning.layer.Weights;

/** The part of a block that treats each token alone: a matrix, an activation, a matrix. */
record FeedForward(Layer first, Activation activation, Layer second) implements Layer {
    private static final double QUICK = 1.702;

    static FeedForward of(String name, Architecture a) {
        boolean gated = a.activation() == Activation.SWIGLU;
        return new FeedForward(
                Linear.of(name + (gated ? ".w12" : ".fc1"), a.width(), gated ? 2 * a.hidden() : a.hidden()),
                a.activation(),
                Linear.of(name + (gated ? ".w3" : ".fc2"), a.hidden(), a.width()));
    }

    @Override
    public void declare(Declarations declarations) {
        first.declare(declarations);
        second.declare(declarations);
    }

    @Override
    public Tensor apply(Tensor input, Weights weights) {
        return second.apply(activate(first.apply(input, weights)), weights);
    }

    private Tensor activate(Tensor x) {
        return switch (activation) {
            case GELU -> gelu(x);
            case QUICK_GELU -> x.mul(x.mul(new Scalar(QUICK)).sigmoid());
            case SWIGLU -> {
                long half = x.size(x.dim() - 1) / 2;
                yield silu(x.narrow(-1, 0, half)).mul(x.narrow(-1, half, half));
            }
        };
    }

    @Override
    public FeedForward adapted(Adapter adapter) {
        return new FeedForward(first.adapted(adapter), activation, second.adapted(adapter));
    }
}

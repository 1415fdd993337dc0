package org.substantia.learning.network;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.substantia.learning.layer.Adapter;
import org.substantia.learning.layer.Convolution3d;
import org.substantia.learning.layer.Declarations;
import org.substantia.learning.layer.Initialization;
import org.substantia.learning.layer.Layer;
import org.substantia.learning.layer.Weights;

/**
 * A frozen convolution and a trainable change of low rank beside it (LoRA, Hu et al. 2021): all that an adapter takes.
 *
 * @param base whose output is changed
 * @param down to {@code rank} channels, with the taps and the stride of the base
 * @param up from these to the outputs, at first zero
 * @param scale of the change
 */
record LowRank(Layer base, Layer down, Layer up, double scale) implements Layer {
    /** Around pointwise convolutions; every other layer is frozen. */
    static Adapter pointwise(int rank, double scale) {
        return layer -> layer instanceof Convolution3d c && c.kernel().equals(List.of(1, 1, 1))
                ? around(c, rank, scale)
                : new Frozen(layer);
    }

    static LowRank around(Convolution3d base, int rank, double scale) {
        Layer down =
                new Convolution3d(base.name() + ".lora_A", base.inputs(), rank, base.kernel(), base.stride(), false);
        return new LowRank(base, down, new Zero(base.name() + ".lora_B", rank, base.outputs()), scale);
    }

    @Override
    public void declare(Declarations declarations) {
        base.declare(declarations.frozen());
        down.declare(declarations);
        up.declare(declarations);
    }

    @Override
    public Tensor apply(Tensor input, Weights weights) {
        Tensor change = up.apply(down.apply(input, weights), weights);
        return base.apply(input, weights).add(change, new Scalar(scale));
    }

    /** A layer that training leaves as it is. */
    record Frozen(Layer layer) implements Layer {
        @Override
        public void declare(Declarations declarations) {
            layer.declare(declarations.frozen());
        }

        @Override
        public Tensor apply(Tensor input, Weights weights) {
            return layer.apply(input, weights);
        }
    }

    /** A pointwise convolution that begins at zero. */
    record Zero(String name, int inputs, int outputs) implements Layer {
        @Override
        public void declare(Declarations declarations) {
            declarations.declare(name + ".weight", Initialization.constant(0), outputs, inputs, 1, 1, 1);
        }

        @Override
        public Tensor apply(Tensor input, Weights weights) {
            return Convolution3d.pointwise(name, inputs, outputs).apply(input, weights);
        }
    }
}

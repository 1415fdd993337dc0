package org.substantia.foundation.adapter;

import static org.bytedeco.pytorch.global.torch.constant_pad_nd;
import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.linear;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.substantia.foundation.layer.Convolution2d;
import org.substantia.learning.layer.Declarations;
import org.substantia.learning.layer.Initialization;
import org.substantia.learning.layer.Layer;
import org.substantia.learning.layer.Weights;

/**
 * A frozen linear layer or convolution and its trained changes of low rank. The numbers of the changes are parameters
 * of the network: {@code lora_A.weight} and {@code lora_B.weight} behind the layer's name.
 *
 * @param terms whose sizes and scales count here; their numbers come with the weights
 */
record LowRankLayer(Layer base, List<LowRankTerm> terms) implements Layer {
    private static final long[] NO_PADDING = {0, 0};
    private static final long[] ONE = {1, 1};

    @Override
    public void declare(Declarations declarations) {
        base.declare(declarations.frozen());
        for (LowRankTerm term : terms) {
            long[] down = {term.rank(), term.inputs()};
            long[] up = {term.outputs(), term.rank()};
            if (base instanceof Convolution2d c) {
                down = new long[] {term.rank(), c.inputs(), c.kernel(), c.kernel()};
                up = new long[] {term.outputs(), term.rank(), 1, 1};
            }
            declarations.declare(
                    term.downName() + ".weight", Initialization.normal(1 / Math.sqrt(3.0 * term.inputs())), down);
            declarations.declare(term.upName() + ".weight", Initialization.constant(0), up);
        }
    }

    @Override
    public Tensor apply(Tensor input, Weights weights) {
        Tensor output = base.apply(input, weights);
        for (LowRankTerm term : terms) {
            Tensor change = change(term, input, weights).mul(new Scalar(term.scale()));
            output = output.add(term.parts() == 1 ? change : among(term, change));
        }
        return output;
    }

    private Tensor change(LowRankTerm term, Tensor input, Weights weights) {
        Tensor down = weights.get(term.downName() + ".weight", input);
        Tensor up = weights.get(term.upName() + ".weight", input);
        if (base instanceof Convolution2d c) {
            long[] stride = {c.stride(), c.stride()};
            long[] padding = {c.padding(), c.padding()};
            Tensor few = conv2d(input, down, new TensorOptional(), stride, padding, ONE, 1);
            return conv2d(few, up, new TensorOptional(), ONE, NO_PADDING, ONE, 1);
        }
        return linear(linear(input, down), up);
    }

    /** Zeros for the rows of other parts. */
    private static Tensor among(LowRankTerm term, Tensor change) {
        long before = (long) term.part() * term.outputs();
        long after = (long) (term.parts() - 1 - term.part()) * term.outputs();
        return constant_pad_nd(change, new long[] {before, after}, new Scalar(0));
    }
}

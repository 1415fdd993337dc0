package org.substantia.learning.layer;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * A part of a network: it declares the parameters that it needs and computes with them (a "module" in PyTorch's words).
 * A layer holds no tensors. Weights come with each call, so that one network runs on the weights in training, on their
 * moving average, and in any precision. Layers are immutable and safe to share.
 *
 * <p>A layer of layers passes {@link #declare}, {@link #apply} and {@link #adapted} on to its parts. That is all that
 * an adapter needs to reach every layer of a network whose class knows nothing of adapters.
 *
 * <pre>{@code
 * record TwoLayers(Layer first, Layer second) implements Layer {
 *     public void declare(Declarations declarations) {
 *         first.declare(declarations);
 *         second.declare(declarations);
 *     }
 *     public Tensor apply(Tensor input, Weights weights) {
 *         return second.apply(first.apply(input, weights), weights);
 *     }
 *     public Layer adapted(Adapter adapter) {
 *         return new TwoLayers(first.adapted(adapter), second.adapted(adapter));
 *     }
 * }
 * }</pre>
 */
public interface Layer {
    /** Declares the parameters, always in the same order: weight files and random draws follow it. */
    void declare(Declarations declarations);

    /**
     * The layer's output. To be called within a {@link PointerScope}, which frees what is made on the way.
     *
     * @param input in the number format to compute in
     * @param weights that hold every declared parameter
     */
    Tensor apply(Tensor input, Weights weights);

    /** The same layer with its innermost layers adapted. An innermost layer, which has no parts, is adapted itself. */
    default Layer adapted(Adapter adapter) {
        return adapter.adapt(this);
    }
}

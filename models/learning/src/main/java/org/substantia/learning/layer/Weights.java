package org.substantia.learning.layer;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** Parameters by name: those in training, their moving average, or any others of the same names and shapes. */
@FunctionalInterface
public interface Weights {
    /** @throws IllegalArgumentException if there is none of that name */
    Tensor get(String name);

    /** The parameter in the number format of the input that it is combined with. */
    default Tensor get(String name, Tensor input) {
        return get(name).to(input.scalar_type());
    }

    /** @param tensors by name; the map is looked up with every call */
    static Weights of(Map<String, Tensor> tensors) {
        return name -> {
            Tensor tensor = tensors.get(name);
            if (tensor == null) {
                throw new IllegalArgumentException("the network has no tensor " + name);
            }
            return tensor;
        };
    }
}

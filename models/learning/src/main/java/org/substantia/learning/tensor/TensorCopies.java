package org.substantia.learning.tensor;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.TensorFile;
import org.substantia.learning.weights.TensorType;
import org.substantia.learning.weights.WeightsException;

/** Between libtorch's tensors and those of weight files. Stateless; thread-safe as far as the tensors are. */
public final class TensorCopies {
    private TensorCopies() {}

    /** For a file, each name after a prefix. */
    public static Map<String, NamedTensor> named(String prefix, Map<String, Tensor> tensors, TensorType type) {
        Map<String, NamedTensor> out = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            try (PointerScope scope = new PointerScope();
                    NoGradGuard still = new NoGradGuard()) {
                out.put(
                        prefix + name,
                        NamedTensor.ofFloats(prefix + name, type, tensor.shape(), Tensors.toFloats(tensor.detach())));
            }
        });
        return out;
    }

    /**
     * Puts a file's values into tensors of the same names after a prefix.
     *
     * @param source what to call the file in a fault
     * @throws WeightsException if one is missing, has another shape or holds NaN or infinity; then some tensors may
     *     have been changed
     */
    public static void restore(String source, TensorFile file, String prefix, Map<String, Tensor> tensors)
            throws WeightsException {
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            String name = prefix + entry.getKey();
            NamedTensor stored = file.tensors().get(name);
            if (stored == null) {
                throw new WeightsException(source, "lacks the tensor " + name + ", which the network of its plan has");
            }
            long[] shape = entry.getValue().shape();
            if (!Arrays.equals(shape, stored.shape())) {
                throw new WeightsException(
                        source,
                        "tensor " + name + " has shape " + Arrays.toString(stored.shape()) + ", the network needs "
                                + Arrays.toString(shape));
            }
            if (!stored.type().isFloat()) {
                throw new WeightsException(source, "tensor " + name + " holds " + stored.type() + ", not real numbers");
            }
            float[] values = stored.finiteFloats(source);
            try (PointerScope scope = new PointerScope();
                    NoGradGuard still = new NoGradGuard()) {
                entry.getValue().copy_(Tensors.of(values, shape));
            }
        }
    }
}

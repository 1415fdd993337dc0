package org.substantia.learning.weights;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything in a safetensors file. Immutable; both maps keep the order of the file.
 *
 * @param metadata free text by key
 * @param tensors by their own names
 */
public record TensorFile(Map<String, String> metadata, Map<String, NamedTensor> tensors) {
    /** @throws IllegalArgumentException if a tensor stands under another name than its own */
    public TensorFile {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        tensors.forEach((name, tensor) -> {
            if (!name.equals(tensor.name())) {
                throw new IllegalArgumentException("tensor '%s' stands under '%s'".formatted(tensor.name(), name));
            }
        });
    }

    /** @throws IllegalArgumentException if two tensors have the same name */
    public static TensorFile of(Map<String, String> metadata, List<NamedTensor> tensors) {
        Map<String, NamedTensor> byName = new LinkedHashMap<>();
        for (NamedTensor tensor : tensors) {
            if (byName.put(tensor.name(), tensor) != null) {
                throw new IllegalArgumentException("two tensors are named '" + tensor.name() + "'");
            }
        }
        return new TensorFile(metadata, byName);
    }
}

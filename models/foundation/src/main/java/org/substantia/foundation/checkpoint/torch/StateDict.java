package org.substantia.foundation.checkpoint.torch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Finds the weights in what a training run saved. */
final class StateDict {
    /** Under these names projects keep the weights beside optimizer, epoch and the like; the first one counts. */
    private static final List<String> NESTS =
            List.of("state_dict", "model_state_dict", "model", "teacher", "network_weights", "net");

    private static final int MAX_DEPTH = 4;

    private StateDict() {}

    /**
     * @param value of the file's pickle
     * @return the tensors by name, in the file's order; what else stands between them is left out
     */
    static Map<String, StoredTensor> find(Object value) throws PickleException {
        Map<String, StoredTensor> found = find(value, 0);
        if (found.isEmpty()) {
            throw new PickleException(
                    value instanceof Map<?, ?> dict
                            ? "it holds no weights: looked for under " + String.join(", ", NESTS) + " and beside"
                                    + " them, found " + describe(dict)
                            : "it holds no dict of weights");
        }
        return found;
    }

    private static Map<String, StoredTensor> find(Object value, int depth) {
        if (!(value instanceof Map<?, ?> dict) || depth > MAX_DEPTH) {
            return Map.of();
        }
        for (String nest : NESTS) {
            Map<String, StoredTensor> nested = find(dict.get(nest), depth + 1);
            if (!nested.isEmpty()) {
                return nested;
            }
        }
        Map<String, StoredTensor> own = new LinkedHashMap<>();
        dict.forEach((name, tensor) -> {
            if (name instanceof String text && tensor instanceof StoredTensor stored) {
                own.put(text, stored);
            }
        });
        return own;
    }

    private static String describe(Map<?, ?> dict) {
        return dict.isEmpty()
                ? "an empty dict"
                : dict.keySet().stream().limit(8).map(String::valueOf).collect(Collectors.joining(", "));
    }
}

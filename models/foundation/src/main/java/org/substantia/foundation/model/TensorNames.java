package org.substantia.foundation.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.substantia.learning.weights.NamedTensor;

/** The tensors of a file whose names share a prefix, by the rest of their names. */
final class TensorNames {
    /** Large models in training keep their blocks in chunks: {@code blocks.0.7.} is block 7. */
    private static final Pattern CHUNKED = Pattern.compile("blocks\\.\\d+\\.(\\d+)\\.(.*)");
    /** Later versions of transformers put DINOv3's blocks one level deeper than its embeddings. */
    private static final Pattern DEEPER = Pattern.compile("model\\.(layer\\.\\d+\\..*)");

    private final String prefix;
    private final Map<String, NamedTensor> tensors = new LinkedHashMap<>();
    private final Map<String, String> fullNames = new LinkedHashMap<>();

    TensorNames(Map<String, NamedTensor> all, String prefix) {
        this.prefix = prefix;
        all.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                String plain = plain(name.substring(prefix.length()));
                tensors.put(plain, tensor);
                fullNames.put(plain, name);
            }
        });
    }

    private static String plain(String name) {
        Matcher chunked = CHUNKED.matcher(name);
        if (chunked.matches()) {
            return "blocks." + chunked.group(1) + "." + chunked.group(2);
        }
        Matcher deeper = DEEPER.matcher(name);
        return deeper.matches() ? deeper.group(1) : name;
    }

    String prefix() {
        return prefix;
    }

    Map<String, NamedTensor> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    /** The name in the file. */
    String fullName(String name) {
        return fullNames.getOrDefault(name, prefix + name);
    }

    boolean has(String name) {
        return tensors.containsKey(name);
    }

    Optional<long[]> shape(String name) {
        return Optional.ofNullable(tensors.get(name)).map(NamedTensor::shape);
    }

    /** One more than the largest number that follows that start of a name. */
    int count(String start) {
        int count = 0;
        for (String name : tensors.keySet()) {
            int dot = name.startsWith(start) ? name.indexOf('.', start.length()) : -1;
            if (dot > start.length() && dot - start.length() < 6) {
                String number = name.substring(start.length(), dot);
                if (number.chars().allMatch(c -> c >= '0' && c <= '9')) {
                    count = Math.max(count, Integer.parseInt(number) + 1);
                }
            }
        }
        return count;
    }
}

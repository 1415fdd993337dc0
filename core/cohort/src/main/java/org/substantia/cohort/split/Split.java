package org.substantia.cohort.split;

import java.util.List;

/**
 * Cases dealt into named parts.
 *
 * @param seed what the split was made from
 * @param parts in the order they were asked for
 */
public record Split(long seed, List<Part> parts) {
    /**
     * @param name such as {@code train}
     * @param ids sorted
     */
    public record Part(String name, List<String> ids) {
        public Part {
            ids = List.copyOf(ids);
        }
    }

    public Split {
        parts = List.copyOf(parts);
    }

    /** @throws IllegalArgumentException if no part has that name */
    public Part part(String name) {
        return parts.stream()
                .filter(part -> part.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the split has no part " + name));
    }
}

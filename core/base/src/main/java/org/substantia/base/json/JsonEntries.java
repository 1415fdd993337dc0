package org.substantia.base.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** Checks of entries that a record's type does not make: those inside lists and maps, and numbers that are none. */
public final class JsonEntries {
    /** What Jackson reads as a number, though JSON knows none of them. */
    private static final Set<String> NO_NUMBERS = Set.of("NaN", "INF", "-INF", "Infinity", "-Infinity");

    private JsonEntries() {}

    /**
     * Refuses a tree that holds a {@code null} or a number that is not finite, however deep: computed with, either
     * would show far from the file, or not at all.
     *
     * @param name what messages call the content
     * @param entry where the tree stands in it; the empty text for all of it
     * @throws IOException naming the content and the entry
     */
    public static void requireFinite(String name, String entry, JsonNode tree) throws IOException {
        if (tree.isNull()
                || (tree.isNumber() && !Double.isFinite(tree.doubleValue()))
                || (tree.isTextual() && NO_NUMBERS.contains(tree.textValue()))) {
            throw new IOException(name + ": " + (entry.isEmpty() ? "the content" : entry) + " is " + tree.asText());
        }
        for (Map.Entry<String, JsonNode> child : tree.properties()) {
            requireFinite(name, entry.isEmpty() ? child.getKey() : entry + "." + child.getKey(), child.getValue());
        }
        if (tree.isArray()) {
            for (int i = 0; i < tree.size(); i++) {
                requireFinite(name, entry + "[" + i + "]", tree.get(i));
            }
        }
    }
}

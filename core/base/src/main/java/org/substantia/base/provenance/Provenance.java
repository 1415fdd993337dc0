package org.substantia.base.provenance;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.substantia.base.json.JsonFiles;

/**
 * What a produced file was made by and from. Holds no time and no machine, so that the same work gives the same bytes.
 *
 * @param version version of the program
 * @param command name of the command, e.g. {@code evaluate}
 * @param options options that change the result, by name, in a fixed order
 * @param seed seed of every random choice, where there was one
 * @param inputs SHA-256 of the input files by a name that does not depend on the machine
 */
public record Provenance(
        String version, String command, Map<String, Object> options, OptionalLong seed, Map<String, String> inputs) {

    /** As a tree for {@link JsonFiles}, which writes it wherever a record holds a provenance. */
    @JsonValue
    public Map<String, Object> toJson() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("program", "substantia");
        tree.put("version", version);
        tree.put("command", command);
        tree.put("options", options);
        if (seed.isPresent()) {
            tree.put("seed", seed.getAsLong());
        }
        if (!inputs.isEmpty()) {
            tree.put("inputs", inputs);
        }
        return tree;
    }
}

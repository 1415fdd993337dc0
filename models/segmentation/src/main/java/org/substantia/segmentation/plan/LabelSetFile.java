package org.substantia.segmentation.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.substantia.base.json.JsonFiles;

/**
 * Other structures than the challenge's, in a JSON file: a list of label sets. Each has the name of its masks
 * ({@code QSM} for {@code QSM_mask.nii.gz}, {@code NM} for {@code NM_mask.nii.gz}) and its structures. A structure
 * without a mirror is unpaired; without a weight, it has weight 1.
 *
 * <pre>{@code
 * [{"name": "QSM", "structures": [
 *   {"name": "CN_r", "label": 36, "mirror": "CN_l", "weight": 1},
 *   {"name": "CN_l", "label": 37, "mirror": "CN_r", "weight": 1}]}]
 * }</pre>
 */
public final class LabelSetFile {
    private LabelSetFile() {}

    /** @throws IOException naming the file and what is wrong */
    public static List<LabelSet> read(Path file) throws IOException {
        JsonNode tree = JsonFiles.read(file);
        List<LabelSet> labelSets = new ArrayList<>();
        try {
            check(tree.isArray() && !tree.isEmpty(), "should be a list of label sets");
            for (JsonNode entry : tree) {
                labelSets.add(labelSet(entry));
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
        return labelSets;
    }

    private static LabelSet labelSet(JsonNode entry) {
        check(entry.path("name").isTextual(), "a label set has no name");
        String name = entry.path("name").textValue();
        check(entry.path("structures").isArray(), "label set " + name + " has no list of structures");
        List<LabelSet.Structure> structures = new ArrayList<>();
        for (JsonNode structure : entry.path("structures")) {
            structures.add(structure(structure));
        }
        return new LabelSet(name, structures);
    }

    private static LabelSet.Structure structure(JsonNode entry) {
        check(
                entry.path("name").isTextual() && entry.path("label").isInt(),
                "a structure needs a name and a whole number as label: " + entry);
        String name = entry.path("name").textValue();
        return new LabelSet.Structure(
                name,
                entry.path("label").intValue(),
                entry.path("mirror").asText(name),
                entry.path("weight").asDouble(1));
    }

    private static void check(boolean holds, String fault) {
        if (!holds) {
            throw new IllegalArgumentException(fault);
        }
    }
}

package org.substantia.segmentation.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.substantia.base.json.JsonFiles;

/**
 * Other structures than the challenge's, in a JSON file: a list of heads, each with the name of the masks ({@code QSM}
 * for {@code QSM_mask.nii.gz}, {@code NM} for {@code NM_mask.nii.gz}) and its structures.
 *
 * <pre>{@code
 * [{"name": "QSM", "structures": [
 *   {"name": "CN_r", "label": 36, "mirror": "CN_l", "weight": 1},
 *   {"name": "CN_l", "label": 37, "mirror": "CN_r", "weight": 1}]}]
 * }</pre>
 */
public final class LabelSetFile {
    private LabelSetFile() {}

    /** @throws IOException naming the file and the fault */
    public static List<LabelSet> read(Path file) throws IOException {
        JsonNode tree = JsonFiles.read(file);
        List<LabelSet> heads = new ArrayList<>();
        try {
            check(tree.isArray() && !tree.isEmpty(), "is no list of heads");
            for (JsonNode head : tree) {
                check(head.path("name").isTextual(), "a head has no name");
                check(head.path("structures").isArray(), "head " + head.path("name") + " has no list of structures");
                List<LabelSet.Structure> structures = new ArrayList<>();
                for (JsonNode s : head.path("structures")) {
                    check(
                            s.path("name").isTextual() && s.path("label").isInt(),
                            "a structure needs a name and a whole number as label: " + s);
                    String name = s.path("name").textValue();
                    structures.add(new LabelSet.Structure(
                            name,
                            s.path("label").intValue(),
                            s.path("mirror").asText(name),
                            s.path("weight").asDouble(1)));
                }
                heads.add(new LabelSet(head.path("name").textValue(), structures));
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
        return heads;
    }

    private static void check(boolean holds, String fault) {
        if (!holds) {
            throw new IllegalArgumentException(fault);
        }
    }
}

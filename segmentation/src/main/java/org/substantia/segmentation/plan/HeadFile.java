package org.substantia.segmentation.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.substantia.cohort.provenance.JsonFiles;

/**
 * Other structures than the challenge's, in a JSON file: a list of heads, each with the name of the masks ({@code QSM} for
 * {@code QSM_mask.nii.gz}, {@code NM} for {@code NM_mask.nii.gz}) and its structures.
 *
 * <pre>{@code
 * [{"name": "QSM", "structures": [
 *   {"name": "CN_r", "label": 36, "mirror": "CN_l", "weight": 1},
 *   {"name": "CN_l", "label": 37, "mirror": "CN_r", "weight": 1}]}]
 * }</pre>
 */
public final class HeadFile {
    private HeadFile() {}

    /** @throws IOException naming the file and the fault */
    public static List<Head> read(Path file) throws IOException {
        JsonNode tree = JsonFiles.read(file);
        List<Head> heads = new ArrayList<>();
        try {
            check(tree.isArray() && !tree.isEmpty(), "is no list of heads");
            for (JsonNode head : tree) {
                check(head.path("name").isTextual(), "a head has no name");
                check(head.path("structures").isArray(), "head " + head.path("name") + " has no list of structures");
                List<Head.Structure> structures = new ArrayList<>();
                for (JsonNode s : head.path("structures")) {
                    check(
                            s.path("name").isTextual() && s.path("label").isInt(),
                            "a structure needs a name and a whole number as label: " + s);
                    String name = s.path("name").textValue();
                    structures.add(new Head.Structure(
                            name,
                            s.path("label").intValue(),
                            s.path("mirror").asText(name),
                            s.path("weight").asDouble(1)));
                }
                heads.add(new Head(head.path("name").textValue(), structures));
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

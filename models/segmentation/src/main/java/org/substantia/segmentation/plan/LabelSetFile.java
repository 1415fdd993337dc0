package org.substantia.segmentation.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.substantia.base.json.JsonFiles;
import org.substantia.cohort.anatomy.LabelScheme;

/**
 * Other structures than the challenge's, in a JSON file: a list of label sets. Each has the name of its masks
 * ({@code QSM} for {@code QSM_mask.nii.gz}, {@code NM} for {@code NM_mask.nii.gz}) and its structures, of different
 * names and labels. A structure without a mirror is unpaired; without a weight, it has weight 1.
 *
 * <pre>{@code
 * [{"name": "QSM", "structures": [
 *   {"name": "CN_r", "label": 36, "mirror": "CN_l", "weight": 1},
 *   {"name": "CN_l", "label": 37, "mirror": "CN_r", "weight": 1}]}]
 * }</pre>
 */
public final class LabelSetFile {
    /** A class is a byte, and one is the background. */
    private static final int MAX_STRUCTURES = 127;

    private LabelSetFile() {}

    /** @throws IOException in one line that names the file and what is wrong, also if it contradicts itself */
    public static List<LabelSet> read(Path file) throws IOException {
        JsonNode tree = JsonFiles.read(file);
        List<LabelSet> labelSets = new ArrayList<>();
        try {
            check(tree.isArray() && !tree.isEmpty(), "should be a list of label sets");
            Set<String> names = new HashSet<>();
            for (JsonNode entry : tree) {
                LabelSet labelSet = labelSet(entry);
                check(names.add(labelSet.name()), "two label sets are named " + labelSet.name());
                labelSets.add(labelSet);
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
        return labelSets;
    }

    private static LabelSet labelSet(JsonNode entry) {
        check(entry.path("name").isTextual(), "a label set has no name");
        String name = entry.path("name").textValue();
        check(
                Arrays.stream(LabelScheme.values())
                        .anyMatch(scheme -> scheme.name().equals(name)),
                "label set " + name + " has no masks: QSM is learned from QSM_mask, NM from NM_mask, and no other masks"
                        + " are read");
        check(entry.path("structures").isArray(), "label set " + name + " has no list of structures");
        List<LabelSet.Structure> structures = new ArrayList<>();
        for (JsonNode structure : entry.path("structures")) {
            structures.add(structure(structure));
        }
        requireConsistent(name, structures);
        return new LabelSet(name, structures);
    }

    private static void requireConsistent(String labelSet, List<LabelSet.Structure> structures) {
        check(
                structures.size() <= MAX_STRUCTURES,
                "label set " + labelSet + " has " + structures.size() + " structures; at most " + MAX_STRUCTURES
                        + " can be told apart");
        Map<String, LabelSet.Structure> byName = new HashMap<>();
        Map<Integer, String> byLabel = new HashMap<>();
        for (LabelSet.Structure structure : structures) {
            String name = structure.name();
            check(byName.put(name, structure) == null, "label set " + labelSet + " has two structures named " + name);
            String other = byLabel.put(structure.label(), name);
            check(other == null, other + " and " + name + " have the same label, " + structure.label());
        }
        for (LabelSet.Structure structure : structures) {
            LabelSet.Structure mirror = byName.get(structure.mirror());
            // One that is missing is told by the label set itself.
            check(
                    mirror == null || mirror.mirror().equals(structure.name()),
                    structure.name() + " is mirrored to " + structure.mirror() + ", but " + structure.mirror() + " to "
                            + (mirror == null ? "" : mirror.mirror()));
        }
    }

    private static LabelSet.Structure structure(JsonNode entry) {
        check(
                entry.path("name").isTextual() && entry.path("label").isInt(),
                "a structure needs a name and a whole number as label: " + entry);
        String name = entry.path("name").textValue();
        check(
                entry.path("mirror").isTextual() || entry.path("mirror").isMissingNode(),
                "the mirror of " + name + " must be the name of a structure, not " + entry.path("mirror"));
        JsonNode weight = entry.path("weight");
        // The loss computes with single precision.
        float inLoss = (float) weight.asDouble(1);
        check(
                weight.isMissingNode() || (weight.isNumber() && inLoss > 0 && Float.isFinite(inLoss)),
                "the weight of " + name + " must be a number above 0, not " + weight);
        return new LabelSet.Structure(
                name, entry.path("label").intValue(), entry.path("mirror").asText(name), weight.asDouble(1));
    }

    private static void check(boolean holds, String fault) {
        if (!holds) {
            throw new IllegalArgumentException(fault);
        }
    }
}

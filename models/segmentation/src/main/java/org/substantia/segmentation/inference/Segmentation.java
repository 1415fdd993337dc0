package org.substantia.segmentation.inference;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.imaging.LabelMap;
import org.substantia.segmentation.localization.NucleiLocation;
import org.substantia.segmentation.plan.LabelSet;
import org.substantia.segmentation.quality.QcStatus;
import org.substantia.segmentation.quality.StructureQuality;

/**
 * The nuclei of a case. Immutable.
 *
 * @param location where the nuclei lie
 * @param searched whether they had to be searched for with the fine network, as in a thin slab
 * @param maps the label maps, each on the grid of one of the images
 * @param status of the quality check
 * @param warnings about the case as a whole
 * @param seconds that each stage took, in order
 */
public record Segmentation(
        NucleiLocation location,
        boolean searched,
        List<PredictedMap> maps,
        QcStatus status,
        List<String> warnings,
        Map<String, Double> seconds) {
    public Segmentation {
        maps = List.copyOf(maps);
        warnings = List.copyOf(warnings);
        seconds = Collections.unmodifiableMap(new LinkedHashMap<>(seconds));
    }

    /** The labels of one of the challenge's schemes, on whichever image. */
    public Optional<LabelMap> labels(LabelScheme scheme) {
        LabelSet wanted = LabelSet.of(scheme);
        return maps.stream()
                .filter(map -> map.labelSet().equals(wanted))
                .findFirst()
                .map(PredictedMap::labels);
    }

    /** Names of the structures that a person should look at, each once. */
    public List<String> flagged() {
        return maps.stream()
                .flatMap(map -> map.structures().stream())
                .filter(StructureQuality::needsReview)
                .map(StructureQuality::name)
                .distinct()
                .toList();
    }
}

package org.substantia.segmentation.inference;

import java.nio.file.Path;
import java.util.List;
import org.substantia.segmentation.quality.QcStatus;
import org.substantia.segmentation.quality.StructureQuality;

/**
 * A case whose label maps have been written.
 *
 * @param prediction what the networks said, with the images they saw
 * @param maps on the grids of the images
 * @param status of the quality check
 * @param warnings about the case as a whole
 * @param folder of its files
 * @param run what all cases of the run have in common
 */
public record SegmentedCase(
        CasePrediction prediction,
        List<PredictedMap> maps,
        QcStatus status,
        List<String> warnings,
        Path folder,
        RunFacts run) {
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

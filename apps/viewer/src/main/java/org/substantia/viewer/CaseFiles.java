package org.substantia.viewer;

import java.util.Map;
import java.util.Optional;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.layout.PlacedMask;

/**
 * Where the files of one case lie.
 *
 * @param id of the case
 * @param images the folder with the images
 * @param predictions predicted masks
 * @param truths masks to compare them with
 */
public record CaseFiles(
        String id, CaseFolder images, Map<LabelScheme, PlacedMask> predictions, Map<LabelScheme, PlacedMask> truths) {
    public CaseFiles {
        predictions = Map.copyOf(predictions);
        truths = Map.copyOf(truths);
    }

    Optional<PlacedMask> prediction(LabelScheme scheme) {
        return Optional.ofNullable(predictions.get(scheme));
    }

    Optional<PlacedMask> truth(LabelScheme scheme) {
        return Optional.ofNullable(truths.get(scheme));
    }
}

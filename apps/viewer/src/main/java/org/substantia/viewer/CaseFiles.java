package org.substantia.viewer;

import java.util.Map;
import java.util.Optional;
import org.substantia.base.io.ByteSource;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.layout.CaseFolder;

/**
 * Where the files of one case lie.
 *
 * @param id of the case
 * @param images the folder with the images
 * @param predictions predicted masks
 * @param truths masks to compare them with
 */
public record CaseFiles(
        String id, CaseFolder images, Map<LabelScheme, ByteSource> predictions, Map<LabelScheme, ByteSource> truths) {
    public CaseFiles {
        predictions = Map.copyOf(predictions);
        truths = Map.copyOf(truths);
    }

    Optional<ByteSource> prediction(LabelScheme scheme) {
        return Optional.ofNullable(predictions.get(scheme));
    }

    Optional<ByteSource> truth(LabelScheme scheme) {
        return Optional.ofNullable(truths.get(scheme));
    }
}

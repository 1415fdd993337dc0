package org.substantia.segmentation.inference;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.substantia.cohort.Modality;

/**
 * The images of a case, in memory.
 *
 * @param id of the case
 * @param images those there are, at least one
 */
public record CaseImages(String id, Map<Modality, CaseImage> images) {
    /** Whose grid the others are brought to: the first of these that there is. */
    private static final List<Modality> REFERENCES = List.of(Modality.QSM, Modality.T1, Modality.NM);

    public CaseImages {
        if (images.isEmpty()) {
            throw new IllegalArgumentException("a case needs an image");
        }
        Map<Modality, CaseImage> copy = new EnumMap<>(Modality.class);
        copy.putAll(images);
        images = Collections.unmodifiableMap(copy);
    }

    /** The image whose grid the networks follow. */
    public CaseImage reference() {
        return REFERENCES.stream()
                .filter(images::containsKey)
                .findFirst()
                .map(images::get)
                .orElseThrow();
    }
}

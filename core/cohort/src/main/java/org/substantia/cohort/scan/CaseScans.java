package org.substantia.cohort.scan;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.substantia.cohort.anatomy.Modality;

/**
 * The images of a case, in memory.
 *
 * @param id of the case
 * @param images those there are, at least one
 */
public record CaseScans(String id, Map<Modality, Scan> images) {
    /** Whose grid the others are brought to: the first of these that there is. */
    private static final List<Modality> REFERENCES = List.of(Modality.QSM, Modality.T1, Modality.NM);

    public CaseScans {
        if (images.isEmpty()) {
            throw new IllegalArgumentException("a case needs an image");
        }
        Map<Modality, Scan> copy = new EnumMap<>(Modality.class);
        copy.putAll(images);
        images = Collections.unmodifiableMap(copy);
    }

    /** The image whose grid the networks follow. */
    public Scan reference() {
        return REFERENCES.stream()
                .filter(images::containsKey)
                .findFirst()
                .map(images::get)
                .orElseThrow();
    }
}

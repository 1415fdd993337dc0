package org.substantia.viewer;

import org.substantia.cohort.anatomy.Modality;
import org.substantia.imaging.BoundingBox;

/** How much of a case's images is sent. */
enum Part {
    NUCLEI,
    WHOLE;

    BoundingBox box(ShownCase shown, Modality modality) {
        return this == WHOLE ? BoundingBox.whole(shown.images().get(modality).geometry()) : shown.nuclei(modality);
    }
}

package org.substantia.cohort.validation;

import java.util.List;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.imaging.Volume;

/**
 * Tells headers that place a head otherwise than the anatomy in the image says. It is handed in, since it takes a
 * network, and validation itself needs none. Implementations are thread-safe.
 */
@FunctionalInterface
public interface AnatomyCheck {
    /**
     * What the header seems to say wrongly and what would be right, one line each, without the file's name.
     *
     * @param image as read, on the grid that its header tells; not changed
     */
    List<String> doubts(Modality modality, Volume image);

    /** Finds nothing. */
    static AnatomyCheck none() {
        return (modality, image) -> List.of();
    }
}

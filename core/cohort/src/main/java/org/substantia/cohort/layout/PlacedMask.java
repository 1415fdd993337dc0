package org.substantia.cohort.layout;

import java.util.EnumMap;
import java.util.Map;
import org.substantia.base.io.ByteSource;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;

/**
 * A mask and the image that it was made on, by whose header it lies.
 *
 * @param file of the mask
 * @param image on whose grid it lies; the case may lack it
 */
public record PlacedMask(ByteSource file, Modality image) {
    /** Masks that lie on the images of their kinds. */
    public static Map<LabelScheme, PlacedMask> onOwnImages(Map<LabelScheme, ByteSource> masks) {
        Map<LabelScheme, PlacedMask> placed = new EnumMap<>(LabelScheme.class);
        masks.forEach((scheme, file) -> placed.put(scheme, new PlacedMask(file, scheme.modality())));
        return placed;
    }
}

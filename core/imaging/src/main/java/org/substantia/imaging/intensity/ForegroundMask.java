package org.substantia.imaging.intensity;

import java.util.OptionalInt;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.components.ConnectedComponents;
import org.substantia.imaging.components.Connectivity;
import org.substantia.imaging.filter.Morphology;

/**
 * A rough mask of what a magnitude image (T1 or neuromelanin) shows: the head, or the brain where the skull is
 * stripped. Good for comparing and cropping images, not for measuring.
 */
public final class ForegroundMask {
    /** The brightest voxels, vessels and fat, would stretch the histogram: they count as this percentile. */
    private static final double BRIGHTEST = 99;

    private ForegroundMask() {}

    /**
     * The largest connected part above Otsu's threshold, its holes filled. Empty when the image is constant or has no
     * finite voxel.
     */
    public static Mask of(Volume volume) {
        ConnectedComponents parts = ConnectedComponents.of(bright(volume), Connectivity.FACES);
        OptionalInt largest = parts.largest();
        return largest.isPresent()
                ? Morphology.fillHoles(parts.mask(largest.getAsInt()))
                : new Mask(volume.geometry(), new byte[volume.data().length]);
    }

    /** The voxels above Otsu's threshold, in any number of parts; none that is not finite. */
    public static Mask bright(Volume volume) {
        float[] values = FiniteValues.of(volume);
        float ceiling = (float) Percentiles.of(volume).get(BRIGHTEST);
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.min(values[i], ceiling);
        }
        return Mask.above(volume, Otsu.threshold(values));
    }
}

package org.substantia.cohort.scan;

import java.util.Optional;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.intensity.ForegroundMask;
import org.substantia.imaging.intensity.Percentiles;

/**
 * The intensity that counts as 1 in images of arbitrary units (T1 and NM), so that scans can be compared: the median
 * over the brain or, where no brain mask is at hand, over the {@linkplain ForegroundMask foreground}. The nuclei of the
 * published NM statistics lie between 0.95 and 1.05, as they do when the whole brain is the measure; how those were
 * normalized is not said. The median, unlike the mean, hardly minds vessels and where exactly the brain mask ends.
 */
public final class IntensityScale {
    private IntensityScale() {}

    /**
     * @param image of arbitrary units, background about 0
     * @param brain on the image's grid
     * @return NaN if the mask holds no finite voxel
     * @throws IllegalArgumentException if the mask has another size than the image
     */
    public static double of(Volume image, Optional<Mask> brain) {
        Mask mask = brain.orElseGet(() -> ForegroundMask.of(image));
        return Percentiles.of(image, mask).median();
    }
}

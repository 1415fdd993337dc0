package org.substantia.imaging.filter;

import java.util.Arrays;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Volume;

/** The mean over a box around each voxel, the image reflected at its faces, as {@code scipy.ndimage.uniform_filter}. */
public final class BoxFilter {
    private BoxFilter() {}

    /**
     * A copy in which every voxel is the mean of the {@code (2 radiusX + 1) (2 radiusY + 1) (2 radiusZ + 1)} voxels
     * around it.
     *
     * @throws IllegalArgumentException if a radius is negative
     */
    public static Volume mean(Volume volume, int radiusX, int radiusY, int radiusZ, Workers workers) {
        Volume out = volume.copy();
        SeparableFilter.apply(out, kernel(radiusX), kernel(radiusY), kernel(radiusZ), workers);
        return out;
    }

    private static SymmetricKernel kernel(int radius) {
        if (radius < 0) {
            throw new IllegalArgumentException("a radius is not negative: " + radius);
        }
        float[] weights = new float[radius + 1];
        Arrays.fill(weights, (float) (1.0 / (2.0 * radius + 1)));
        return new SymmetricKernel(weights);
    }
}

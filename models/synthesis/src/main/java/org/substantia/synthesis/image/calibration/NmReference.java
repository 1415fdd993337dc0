package org.substantia.synthesis.image.calibration;

import org.substantia.imaging.Geometry;

/**
 * What an NM signal of 1 is: the median of the NM image over the brain, the voxels where the susceptibility map is
 * defined - the scale that cohort statistics use ({@code org.substantia.cohort.scan.IntensityScale}).
 */
public final class NmReference {
    private static final int BINS = 16_384;
    /** Far above any brain's signal, which is about 1. */
    private static final double HIGHEST = 4;

    private NmReference() {}

    /**
     * The reference that the scan will have after shading, on the average over a shading and its opposite. Uneven light
     * spreads the brain's values and thereby moves their median towards the dark fluid: taken before shading, the
     * reference would lie half a percent above what is measured later.
     *
     * @param nm signal before shading, with the brain at about 1
     * @param brainMask 1 in the brain
     * @param grid of both
     * @param shading that will be applied, once this way and once the other
     * @return to within 1/4096; 1 when the mask is empty
     */
    public static double of(float[] nm, byte[] brainMask, Geometry grid, LinearShading... shading) {
        double sum = 0;
        for (LinearShading each : shading) {
            sum += median(nm, brainMask, grid, each);
        }
        return sum / shading.length;
    }

    private static double median(float[] nm, byte[] brainMask, Geometry grid, LinearShading shading) {
        int[] histogram = new int[BINS];
        int count = 0;
        int i = 0;
        for (int z = 0; z < grid.nz(); z++) {
            for (int y = 0; y < grid.ny(); y++) {
                for (int x = 0; x < grid.nx(); x++, i++) {
                    if (brainMask[i] != 0) {
                        float value = nm[i] * shading.at(x, y, z);
                        histogram[(int) Math.max(0, Math.min(BINS - 1, value * (BINS / HIGHEST)))]++;
                        count++;
                    }
                }
            }
        }
        int below = 0;
        for (int bin = 0; bin < BINS && count > 0; bin++) {
            if (2 * (below + histogram[bin]) >= count) {
                double within = (count / 2.0 - below) / histogram[bin];
                return (bin + within) * HIGHEST / BINS;
            }
            below += histogram[bin];
        }
        return 1;
    }
}

package org.substantia.synthesis.image;

/**
 * What an NM signal of 1 is: the median of the NM image over the brain, the voxels where the susceptibility map is defined - the
 * scale that cohort statistics use ({@code org.substantia.cohort.statistics.IntensityScale}).
 */
final class NmReference {
    private static final int BINS = 16_384;
    /** Far above any brain's signal, which is about 1. */
    private static final double HIGHEST = 4;

    private NmReference() {}

    /**
     * @param nm signal with the brain at about 1
     * @param brainMask 1 in the brain
     * @return to within 1/4096; 1 when the mask is empty
     */
    static double of(float[] nm, byte[] brainMask) {
        int[] histogram = new int[BINS];
        int count = 0;
        for (int i = 0; i < nm.length; i++) {
            if (brainMask[i] != 0) {
                histogram[(int) Math.max(0, Math.min(BINS - 1, nm[i] * (BINS / HIGHEST)))]++;
                count++;
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

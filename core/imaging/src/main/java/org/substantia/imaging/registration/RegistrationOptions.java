package org.substantia.imaging.registration;

/**
 * How a rigid registration searches and what it accepts.
 *
 * @param finestMm voxel spacing of the finest level, in mm; the two coarser ones have twice and four times that. Images
 *     are never made finer than they are
 * @param samples the most points at which the images are compared
 * @param bins intensity classes of either image, at least 8
 * @param seed of the places of the points
 * @param minGain by how much the motion must raise the normalized mutual information, as a part of its excess over 1,
 *     to be preferred to the headers' alignment
 * @param minDistinctness how many times larger the information's excess over 1 must be under the motion than far from
 *     it
 * @param maxShiftMm the largest plausible translation
 * @param maxDegrees the largest plausible rotation
 * @param minOverlap the smallest part of the compared region, 0 to 1, that both images must show
 */
public record RegistrationOptions(
        double finestMm,
        int samples,
        int bins,
        long seed,
        double minGain,
        double minDistinctness,
        double maxShiftMm,
        double maxDegrees,
        double minOverlap) {
    private static final RegistrationOptions DEFAULTS =
            new RegistrationOptions(2, 60_000, 32, 1, 0.02, 1.5, 30, 20, 0.25);

    /** @throws IllegalArgumentException if a number is out of range */
    public RegistrationOptions {
        check(finestMm > 0 && finestMm < 100, "the finest spacing is above 0 and below 100 mm: " + finestMm);
        check(samples >= 1000, "at least 1000 points are compared, not " + samples);
        check(bins >= 8 && bins <= 256, "there are 8 to 256 bins, not " + bins);
        check(minGain >= 0, "the minimum gain must not be negative: " + minGain);
        check(minDistinctness >= 0, "the minimum distinctness must not be negative: " + minDistinctness);
        check(maxShiftMm >= 0 && maxDegrees >= 0, "the largest motion must not be negative");
        check(minOverlap > 0 && minOverlap <= 1, "the minimum overlap must be above 0 and at most 1: " + minOverlap);
    }

    /**
     * A minimum gain of 2 % and a minimum distinctness of 1.5. On synthetic patients, pairs without motion gained up to
     * 1 %, pairs 0.8 to 2.5 mm apart at the brain's rim 1 % to 34 %; right motions had a distinctness of 2.9 or more,
     * the few wrong ones 1.2 or less.
     */
    public static RegistrationOptions defaults() {
        return DEFAULTS;
    }

    private static void check(boolean right, String message) {
        if (!right) {
            throw new IllegalArgumentException(message);
        }
    }
}

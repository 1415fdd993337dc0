package org.substantia.imaging.intensity;

import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;

/**
 * The threshold that separates two classes of intensities best: N. Otsu, "A threshold selection method from gray-level
 * histograms", IEEE Trans. Systems, Man, and Cybernetics 9 (1979), on a histogram of 256 equal bins from the smallest
 * to the largest finite value.
 */
public final class Otsu {
    private static final int BINS = 256;

    private Otsu() {}

    /**
     * A threshold for all finite voxels; the brighter class lies above it (see {@link Mask#above}). It is the border
     * between two bins of the histogram, the lowest one among equally good ones.
     *
     * @return the common value if all are equal; NaN if there are none
     */
    public static double threshold(Volume volume) {
        return threshold(FiniteValues.of(volume));
    }

    /**
     * As {@link #threshold(Volume)}, for the voxels inside {@code mask}.
     *
     * @throws IllegalArgumentException if the mask has another size than the volume
     */
    public static double threshold(Volume volume, Mask mask) {
        return threshold(FiniteValues.of(volume, mask));
    }

    static double threshold(float[] values) {
        double min = Double.NaN;
        double max = Double.NaN;
        for (float v : values) {
            min = v >= min ? min : v;
            max = v <= max ? max : v;
        }
        if (!(max > min)) {
            return max;
        }
        double binsPerUnit = BINS / (max - min);
        long[] counts = new long[BINS];
        for (float v : values) {
            counts[Math.min(BINS - 1, (int) ((v - min) * binsPerUnit))]++;
        }
        return min + bestSplit(counts) / binsPerUnit;
    }

    /** The number of bins in the darker class for which the variance between the classes is largest. */
    private static int bestSplit(long[] counts) {
        long all = 0;
        double moment = 0;
        for (int bin = 0; bin < BINS; bin++) {
            all += counts[bin];
            moment += (double) bin * counts[bin];
        }
        long darker = 0;
        double darkerMoment = 0;
        double largest = -1;
        int best = 1;
        for (int split = 1; split < BINS; split++) {
            darker += counts[split - 1];
            darkerMoment += (double) (split - 1) * counts[split - 1];
            long brighter = all - darker;
            if (darker > 0 && brighter > 0) {
                double distance = darkerMoment / darker - (moment - darkerMoment) / brighter;
                double variance = (double) darker * brighter * distance * distance;
                if (variance > largest) {
                    largest = variance;
                    best = split;
                }
            }
        }
        return best;
    }
}

package org.substantia.scoring.statistics;

import java.util.Arrays;
import org.substantia.base.random.RandomStream;

/** Small sums over samples, and the seeds of their resamples. */
final class Samples {
    private Samples() {}

    static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /**
     * The quantile by linear interpolation between order statistics: type 7 of Hyndman and Fan (1996), the default of R
     * and NumPy.
     *
     * @param sorted ascending, at least one value
     */
    static double quantile(double[] sorted, double probability) {
        double position = probability * (sorted.length - 1);
        int below = (int) position;
        if (below + 1 >= sorted.length) {
            return sorted[sorted.length - 1];
        }
        return sorted[below] + (position - below) * (sorted[below + 1] - sorted[below]);
    }

    /**
     * Ranks from 1, equal values sharing the mean of theirs. Minus zero equals zero, which Hipparchus' ranking tells
     * apart.
     *
     * @param values without NaN
     */
    static double[] midRanks(double[] values) {
        double[] sorted = new double[values.length];
        Arrays.setAll(sorted, i -> values[i] + 0.0);
        Arrays.sort(sorted);
        double[] ranks = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            int below = countBelow(sorted, values[i]);
            int notAbove = countBelow(sorted, Math.nextUp(values[i]));
            ranks[i] = 0.5 * (below + 1 + notAbove);
        }
        return ranks;
    }

    private static int countBelow(double[] sorted, double limit) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < limit) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** One seed for each replicate, so that a replicate is the same whichever thread draws it. */
    static long[] seeds(long seed, int count) {
        RandomStream random = new RandomStream(seed);
        long[] seeds = new long[count];
        Arrays.setAll(seeds, i -> random.nextLong());
        return seeds;
    }
}

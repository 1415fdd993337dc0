package org.substantia.scoring.statistics;

import org.hipparchus.distribution.continuous.NormalDistribution;

/**
 * Wilson's score interval of a proportion (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927). It depends on the counts alone,
 * so it tells nothing of which patients were right, as a bootstrap interval of known seed does.
 */
public final class Wilson {
    private static final double LEVEL = 0.95;

    private Wilson() {}

    /**
     * The 95 % interval, without resamples.
     *
     * @throws IllegalArgumentException unless 0 &lt;= successes &lt;= trials and there is a trial
     */
    public static Interval interval(int successes, int trials) {
        if (trials < 1 || successes < 0 || successes > trials) {
            throw new IllegalArgumentException(successes + " of " + trials + " is no proportion");
        }
        double z = new NormalDistribution().inverseCumulativeProbability((1 + LEVEL) / 2);
        double n = trials;
        double p = successes / n;
        double scale = 1 + z * z / n;
        double center = (p + z * z / (2 * n)) / scale;
        double half = z / scale * Math.sqrt(p * (1 - p) / n + z * z / (4 * n * n));
        // At the ends the interval touches 0 or 1, which rounding may miss.
        double low = successes == 0 ? 0 : Math.max(0, center - half);
        double high = successes == trials ? 1 : Math.min(1, center + half);
        return new Interval(p, low, high, LEVEL, 0, 0);
    }
}

package org.substantia.scoring.statistics;

import java.util.OptionalDouble;

/** How large a difference is, apart from how sure it is. */
public final class EffectSize {
    private EffectSize() {}

    /**
     * Mean of the per-patient differences {@code first - second} over their standard deviation (n - 1), Cohen's d_z.
     *
     * @return nothing for fewer than two patients or when every patient has the same difference
     * @throws IllegalArgumentException if the lengths differ, there is no value, or one is infinite or NaN
     */
    public static OptionalDouble paired(double[] first, double[] second) {
        double[] differences = Arguments.differences(first, second);
        double mean = Samples.mean(differences);
        double squares = 0;
        double largest = 0;
        for (double d : differences) {
            squares += (d - mean) * (d - mean);
            largest = Math.max(largest, Math.abs(d));
        }
        double deviation = Math.sqrt(squares / (differences.length - 1));
        // Equal differences leave a rounding residue instead of zero, which would blow the ratio up.
        return differences.length < 2 || deviation <= 1e-12 * largest
                ? OptionalDouble.empty()
                : OptionalDouble.of(mean / deviation);
    }
}

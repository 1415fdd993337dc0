package org.substantia.scoring.statistics;

import java.util.OptionalDouble;
import org.substantia.base.parallel.Workers;

/**
 * Two methods that scored the same patients, compared by one value per patient such as the composite.
 *
 * @param patients how many
 * @param firstMean mean of the first method
 * @param secondMean mean of the second
 * @param difference mean of first minus second, with its paired bootstrap interval
 * @param effectSize {@link EffectSize#paired}
 * @param permutation sign-flip test of the mean difference
 * @param wilcoxon signed-rank test
 */
public record PairedComparison(
        int patients,
        double firstMean,
        double secondMean,
        Interval difference,
        OptionalDouble effectSize,
        PairedPermutationTest permutation,
        WilcoxonSignedRank wilcoxon) {
    /**
     * Compares with {@link PairedPermutationTest#DEFAULT_PERMUTATIONS} permutations; the bootstrap's seed seeds them
     * too.
     *
     * @throws IllegalArgumentException if the lengths differ, there is no patient, or a score is infinite or NaN
     */
    public static PairedComparison of(double[] first, double[] second, Bootstrap bootstrap, Workers workers) {
        Interval difference = bootstrap.meanDifference(first, second, workers);
        return new PairedComparison(
                first.length,
                Samples.mean(first),
                Samples.mean(second),
                difference,
                EffectSize.paired(first, second),
                PairedPermutationTest.compare(first, second, bootstrap.seed(), workers),
                WilcoxonSignedRank.compare(first, second));
    }
}

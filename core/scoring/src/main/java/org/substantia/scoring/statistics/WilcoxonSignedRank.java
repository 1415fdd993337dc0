package org.substantia.scoring.statistics;

import java.util.Arrays;
import org.hipparchus.distribution.continuous.NormalDistribution;

/**
 * Wilcoxon's signed-rank test of two methods on the same patients (Wilcoxon 1945, Biometrics Bulletin 1:80-83),
 * two-sided. Patients whom both score alike are left out; equal magnitudes share their mid-rank.
 *
 * <p>Up to {@value #EXACT_LIMIT} unequal patients p comes from the exact distribution over all signings of the ranks as
 * they are, ties included; above, from the normal approximation with the tie-corrected variance and no continuity
 * correction, as SciPy's. Hipparchus' own test is not used: its exact p enumerates all signings one by one and its
 * approximate p ignores ties.
 *
 * @param unequal patients whom the two methods score differently
 * @param positiveRankSum sum of the ranks where the first scores higher
 * @param negativeRankSum sum of the ranks where the second scores higher
 * @param pValue two-sided; 1 when no patient differs
 * @param exact whether p is exact
 */
public record WilcoxonSignedRank(
        int unequal, double positiveRankSum, double negativeRankSum, double pValue, boolean exact) {
    public static final int EXACT_LIMIT = 50;

    /**
     * @param first score of each patient by the first method
     * @param second score of the same patients, in the same order, by the second
     * @throws IllegalArgumentException if the lengths differ, there is no patient, or a score is infinite or NaN
     */
    public static WilcoxonSignedRank compare(double[] first, double[] second) {
        double[] differences = Arrays.stream(Arguments.differences(first, second))
                .filter(d -> d != 0)
                .toArray();
        int n = differences.length;
        if (n == 0) {
            return new WilcoxonSignedRank(0, 0, 0, 1, true);
        }
        double[] magnitudes = Arrays.stream(differences).map(Math::abs).toArray();
        double[] ranks = Samples.midRanks(magnitudes);
        double positive = 0;
        double negative = 0;
        for (int i = 0; i < n; i++) {
            if (differences[i] > 0) {
                positive += ranks[i];
            } else {
                negative += ranks[i];
            }
        }
        double smaller = Math.min(positive, negative);
        boolean exact = n <= EXACT_LIMIT;
        double p = exact ? exactP(ranks, smaller) : approximateP(ranks, smaller);
        return new WilcoxonSignedRank(n, positive, negative, p, exact);
    }

    /** Shares of signings by twice their rank sum, an integer even with mid-ranks, built up one patient at a time. */
    private static double exactP(double[] ranks, double smaller) {
        int highest = ranks.length * (ranks.length + 1);
        double[] share = new double[highest + 1];
        share[0] = 1;
        int reach = 0;
        for (double rank : ranks) {
            int step = (int) Math.round(2 * rank);
            reach += step;
            for (int sum = reach; sum >= 0; sum--) {
                share[sum] = 0.5 * (share[sum] + (sum >= step ? share[sum - step] : 0));
            }
        }
        double tail = 0;
        for (int sum = 0; sum <= Math.round(2 * smaller); sum++) {
            tail += share[sum];
        }
        return Math.min(1, 2 * tail);
    }

    private static double approximateP(double[] ranks, double smaller) {
        double n = ranks.length;
        double squares = 0;
        for (double rank : ranks) {
            squares += rank * rank;
        }
        // A quarter of the sum of squared ranks is the variance, with the tie correction already in it.
        double z = (smaller - n * (n + 1) / 4) / Math.sqrt(squares / 4);
        return Math.min(1, 2 * new NormalDistribution().cumulativeProbability(z));
    }
}

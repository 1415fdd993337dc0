package org.substantia.scoring.statistics;

import org.hipparchus.distribution.discrete.BinomialDistribution;

/**
 * McNemar's test of two sets of hard predictions for the same patients: is one right more often than the other? Exact
 * conditional (binomial) test, two-sided, and its less conservative mid-p version (Fagerland, Lydersen and Laake 2013,
 * BMC Medical Research Methodology 13:91).
 *
 * @param bothRight patients whom both predict rightly
 * @param onlyFirstRight patients whom only the first predicts rightly
 * @param onlySecondRight patients whom only the second predicts rightly
 * @param bothWrong patients whom both predict wrongly
 * @param pValue exact two-sided p; 1 when the two never disagree
 * @param midP mid-p; 1 when the two never disagree
 */
public record McNemar(
        int bothRight, int onlyFirstRight, int onlySecondRight, int bothWrong, double pValue, double midP) {
    /**
     * @param truth label of each patient, 0 or 1
     * @param first label by the first method
     * @param second label by the second method
     * @throws IllegalArgumentException if the lengths differ, there is no patient, or a label is neither 0 nor 1
     */
    public static McNemar compare(int[] truth, int[] first, int[] second) {
        Arguments.requireSameLength("truth and first predictions", truth.length, first.length);
        Arguments.requireSameLength("truth and second predictions", truth.length, second.length);
        Arguments.requireBinary(truth);
        Arguments.requireBinary(first);
        Arguments.requireBinary(second);
        int[] counts = new int[4];
        for (int i = 0; i < truth.length; i++) {
            counts[(first[i] == truth[i] ? 0 : 2) + (second[i] == truth[i] ? 0 : 1)]++;
        }
        return ofCounts(counts[0], counts[1], counts[2], counts[3]);
    }

    static McNemar ofCounts(int bothRight, int onlyFirstRight, int onlySecondRight, int bothWrong) {
        int discordant = onlyFirstRight + onlySecondRight;
        double exact = 1;
        double mid = 1;
        if (discordant > 0) {
            int fewer = Math.min(onlyFirstRight, onlySecondRight);
            BinomialDistribution binomial = new BinomialDistribution(discordant, 0.5);
            double point = binomial.probability(fewer);
            if (onlyFirstRight == onlySecondRight) {
                mid = 1 - 0.5 * point;
            } else {
                exact = Math.min(1, 2 * binomial.cumulativeProbability(fewer));
                mid = exact - point;
            }
        }
        return new McNemar(bothRight, onlyFirstRight, onlySecondRight, bothWrong, exact, mid);
    }
}

package org.substantia.scoring.statistics;

import java.util.Arrays;
import org.substantia.base.parallel.Workers;
import org.substantia.base.random.RandomStream;

/**
 * Paired permutation (sign-flip) test that two methods have the same mean score on the same patients. If they were
 * exchangeable, each patient's difference would be as likely with the other sign; p is the share of signings whose mean
 * difference is at least as far from zero as the one observed.
 *
 * <p>With at most {@value #EXACT_LIMIT} patients that differ, all signings are counted and p is exact. Otherwise
 * signings are drawn at random and p is (1 + as extreme) / (1 + drawn), which keeps the test valid (Phipson and Smyth
 * 2010, Statistical Applications in Genetics and Molecular Biology 9:39).
 *
 * @param patients how many patients were compared
 * @param meanDifference first minus second
 * @param pValue two-sided
 * @param exact whether every signing was counted
 * @param signings how many signings were counted or drawn
 */
public record PairedPermutationTest(int patients, double meanDifference, double pValue, boolean exact, long signings) {
    public static final int DEFAULT_PERMUTATIONS = 10_000;

    /** Patients that differ, up to which all signings are counted; a tie changes no sum and so none of the count. */
    public static final int EXACT_LIMIT = 30;

    /**
     * Sums of the same differences in another order may differ by rounding; this share of the sum of magnitudes counts
     * as equal.
     */
    private static final double ROUNDING = 1e-12;

    /** {@link #compare(double[], double[], int, long, Workers)} with 10 000 random signings. */
    public static PairedPermutationTest compare(double[] first, double[] second, long seed, Workers workers) {
        return compare(first, second, DEFAULT_PERMUTATIONS, seed, workers);
    }

    /**
     * @param first score of each patient by the first method
     * @param second score of the same patients, in the same order, by the second
     * @param permutations random signings to draw when there are too many patients for all of them
     * @throws IllegalArgumentException if the lengths differ, there is no patient, a score is infinite or NaN, or
     *     {@code permutations} is below 1
     */
    public static PairedPermutationTest compare(
            double[] first, double[] second, int permutations, long seed, Workers workers) {
        if (permutations < 1) {
            throw new IllegalArgumentException("at least one permutation is needed, not " + permutations);
        }
        double[] differences = Arguments.differences(first, second);
        double[] unequal = Arrays.stream(differences).filter(d -> d != 0).toArray();
        double sum = 0;
        double magnitude = 0;
        for (double d : unequal) {
            sum += d;
            magnitude += Math.abs(d);
        }
        double threshold = Math.abs(sum) - ROUNDING * magnitude;
        double mean = sum / differences.length;
        if (unequal.length <= EXACT_LIMIT) {
            long all = 1L << unequal.length;
            double p = threshold <= 0 ? 1 : 2.0 * signingsReaching(unequal, threshold) / all;
            return new PairedPermutationTest(differences.length, mean, p, true, all);
        }
        long extreme = drawnBeyond(unequal, threshold, permutations, seed, workers);
        double p = (1.0 + extreme) / (1.0 + permutations);
        return new PairedPermutationTest(differences.length, mean, p, false, permutations);
    }

    /**
     * How many signings sum to at least {@code threshold}: every sum is one of the first half plus one of the second,
     * so that two sorted lists of 2^(n/2) sums replace 2^n.
     */
    private static long signingsReaching(double[] values, double threshold) {
        int half = values.length / 2;
        double[] left = sortedSums(values, 0, half);
        double[] right = sortedSums(values, half, values.length);
        long count = 0;
        int reached = right.length;
        for (double sum : left) {
            while (reached > 0 && sum + right[reached - 1] >= threshold) {
                reached--;
            }
            count += right.length - reached;
        }
        return count;
    }

    private static double[] sortedSums(double[] values, int from, int to) {
        double[] sums = new double[1 << (to - from)];
        int filled = 1;
        for (int i = from; i < to; i++) {
            for (int j = 0; j < filled; j++) {
                sums[filled + j] = sums[j] + values[i];
                sums[j] -= values[i];
            }
            filled *= 2;
        }
        Arrays.sort(sums);
        return sums;
    }

    private static long drawnBeyond(double[] values, double threshold, int permutations, long seed, Workers workers) {
        long[] seeds = Samples.seeds(seed, permutations);
        boolean[] beyond = new boolean[permutations];
        workers.forEach(permutations, permutation -> {
            RandomStream random = new RandomStream(seeds[permutation]);
            double sum = 0;
            long bits = 0;
            for (int i = 0; i < values.length; i++) {
                if (i % Long.SIZE == 0) {
                    bits = random.nextLong();
                }
                sum += values[i] * (1 - 2 * (bits & 1));
                bits >>>= 1;
            }
            beyond[permutation] = Math.abs(sum) >= threshold;
        });
        long count = 0;
        for (boolean b : beyond) {
            count += b ? 1 : 0;
        }
        return count;
    }
}

package org.substantia.scoring.statistics;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import org.hipparchus.distribution.continuous.NormalDistribution;

/**
 * DeLong's comparison of the areas under two ROC curves of the same patients (DeLong, DeLong and Clarke-Pearson 1988,
 * Biometrics 44:837-845), computed from mid-ranks in O(n log n) (Sun and Xu 2014, IEEE Signal Processing Letters
 * 21:1389-1393).
 *
 * @param firstArea area under the first curve, ties counted half
 * @param secondArea area under the second curve
 * @param difference first minus second
 * @param standardError of the difference; 0 when the two order the patients alike
 * @param z difference over its standard error; 0 when both are 0, absent when only the standard error is
 * @param pValue two-sided, by the normal distribution; absent when z is
 * @param low lower end of the normal interval of the difference
 * @param high upper end
 * @param level nominal coverage of that interval
 */
public record DeLong(
        double firstArea,
        double secondArea,
        double difference,
        double standardError,
        OptionalDouble z,
        OptionalDouble pValue,
        double low,
        double high,
        double level) {
    /** {@link #compare(int[], double[], double[], double)} with a 95 % interval. */
    public static Optional<DeLong> compare(int[] truth, double[] first, double[] second) {
        return compare(truth, first, second, Bootstrap.DEFAULT_LEVEL);
    }

    /**
     * @param truth label of each patient, 0 or 1
     * @param first score of each patient by the first method, larger for class 1; any scale
     * @param second score of each patient by the second method
     * @return nothing when a class has fewer than two patients, which leaves its variance undefined
     * @throws IllegalArgumentException if the lengths differ, a label is neither 0 nor 1, or a score is infinite or NaN
     */
    public static Optional<DeLong> compare(int[] truth, double[] first, double[] second, double level) {
        check(truth, first, second, level);
        int positives = Arrays.stream(truth).sum();
        int negatives = truth.length - positives;
        if (positives < 2 || negatives < 2) {
            return Optional.empty();
        }
        Placements one = Placements.of(truth, first);
        Placements other = Placements.of(truth, second);
        double difference = one.area() - other.area();
        double variance = varianceOfDifference(one.ofPositives(), other.ofPositives())
                        / ((double) negatives * negatives * positives)
                + varianceOfDifference(one.ofNegatives(), other.ofNegatives())
                        / ((double) positives * positives * negatives);
        double standardError = Math.sqrt(variance);
        NormalDistribution normal = new NormalDistribution();
        OptionalDouble z = OptionalDouble.empty();
        if (standardError > 0) {
            z = OptionalDouble.of(difference / standardError);
        } else if (difference == 0) {
            z = OptionalDouble.of(0);
        }
        OptionalDouble pValue = z.isPresent()
                ? OptionalDouble.of(2 * normal.cumulativeProbability(-Math.abs(z.getAsDouble())))
                : OptionalDouble.empty();
        double margin = normal.inverseCumulativeProbability((1 + level) / 2) * standardError;
        return Optional.of(new DeLong(
                one.area(),
                other.area(),
                difference,
                standardError,
                z,
                pValue,
                difference - margin,
                difference + margin,
                level));
    }

    private static void check(int[] truth, double[] first, double[] second, double level) {
        Arguments.requireSameLength("truth and first scores", truth.length, first.length);
        Arguments.requireSameLength("truth and second scores", truth.length, second.length);
        Arguments.requireBinary(truth);
        Arguments.requireFinite(first);
        Arguments.requireFinite(second);
        Arguments.requireLevel(level);
    }

    /**
     * The variance of the differences of two placements. Taking differences first is the same as the covariance formula
     * of the paper, and as placements are halves of integers it is exactly zero where the orders agree.
     */
    private static double varianceOfDifference(double[] first, double[] second) {
        double[] differences = Arguments.differences(first, second);
        double mean = Samples.mean(differences);
        double squares = 0;
        for (double d : differences) {
            squares += (d - mean) * (d - mean);
        }
        return squares / (differences.length - 1);
    }

    /**
     * Where each patient's score stands among those of the other class.
     *
     * @param area under the curve
     * @param ofPositives for each positive patient, how many negatives score lower (a tie counts half)
     * @param ofNegatives for each negative patient, how many positives score higher
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record Placements(double area, double[] ofPositives, double[] ofNegatives) {
        static Placements of(int[] truth, double[] scores) {
            double[] positiveScores = ofClass(truth, scores, 1);
            double[] negativeScores = ofClass(truth, scores, 0);
            double[] ranks = Samples.midRanks(scores);
            double[] positives = ofClass(truth, ranks, 1);
            double[] negatives = ofClass(truth, ranks, 0);
            double[] withinPositives = Samples.midRanks(positiveScores);
            double[] withinNegatives = Samples.midRanks(negativeScores);
            double sum = 0;
            for (int i = 0; i < positives.length; i++) {
                positives[i] -= withinPositives[i];
                sum += positives[i];
            }
            for (int i = 0; i < negatives.length; i++) {
                negatives[i] = positives.length - (negatives[i] - withinNegatives[i]);
            }
            return new Placements(sum / ((double) positives.length * negatives.length), positives, negatives);
        }

        private static double[] ofClass(int[] truth, double[] values, int label) {
            double[] chosen = new double[values.length];
            int n = 0;
            for (int i = 0; i < values.length; i++) {
                if (truth[i] == label) {
                    chosen[n++] = values[i];
                }
            }
            return Arrays.copyOf(chosen, n);
        }
    }
}

package org.substantia.diagnosis.classification.scores;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The best rising curve through scores and labels (Zadrozny and Elkan 2002): adjacent violators are pooled, each pool
 * stands for its mean score, and between pools the curve is straight, so that two patients rarely get the very same
 * probability.
 *
 * @param scores rising; not to be changed
 * @param probabilities at these scores, above 0 and below 1, never falling; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent")
public record IsotonicCalibration(double[] scores, double[] probabilities) implements ProbabilityCalibration {
    /** @throws IllegalArgumentException if this is no such curve */
    public IsotonicCalibration {
        boolean sound = scores.length > 0 && scores.length == probabilities.length;
        for (int i = 0; sound && i < scores.length; i++) {
            sound = probabilities[i] > 0
                    && probabilities[i] < 1
                    && (i == 0 || (scores[i] > scores[i - 1] && probabilities[i] >= probabilities[i - 1]));
        }
        if (!sound) {
            throw new IllegalArgumentException("the isotonic calibration is broken");
        }
    }

    /** @throws IllegalArgumentException if the lengths differ or there is no score */
    public static IsotonicCalibration fit(double[] scores, boolean[] parkinson) {
        if (scores.length == 0 || scores.length != parkinson.length) {
            throw new IllegalArgumentException(scores.length + " scores, " + parkinson.length + " labels");
        }
        Integer[] order = new Integer[scores.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> scores[i]));
        List<double[]> pools = new ArrayList<>();
        for (int i = 0; i < order.length; ) {
            // Equal scores are one pool from the start, whatever the order of their patients.
            double[] pool = {0, 0, 0};
            double score = scores[order[i]];
            for (; i < order.length && scores[order[i]] == score; i++) {
                pool[0] += score;
                pool[1] += parkinson[order[i]] ? 1 : 0;
                pool[2]++;
            }
            pools.add(pool);
            while (pools.size() > 1 && share(pools.get(pools.size() - 2)) >= share(pools.get(pools.size() - 1))) {
                double[] last = pools.remove(pools.size() - 1);
                double[] before = pools.get(pools.size() - 1);
                for (int k = 0; k < 3; k++) {
                    before[k] += last[k];
                }
            }
        }
        double[] at = new double[pools.size()];
        double[] probabilities = new double[pools.size()];
        double least = 1.0 / (scores.length + 2);
        for (int i = 0; i < at.length; i++) {
            at[i] = pools.get(i)[0] / pools.get(i)[2];
            probabilities[i] = Math.max(least, Math.min(1 - least, share(pools.get(i))));
        }
        return new IsotonicCalibration(at, probabilities);
    }

    private static double share(double[] pool) {
        return pool[1] / pool[2];
    }

    @Override
    public double probability(double score) {
        int after = Arrays.binarySearch(scores, score);
        if (after >= 0) {
            return probabilities[after];
        }
        after = -after - 1;
        if (after == 0) {
            return probabilities[0];
        }
        if (after == scores.length) {
            return probabilities[after - 1];
        }
        double share = (score - scores[after - 1]) / (scores[after] - scores[after - 1]);
        return probabilities[after - 1] + share * (probabilities[after] - probabilities[after - 1]);
    }

    @Override
    public String title() {
        return "isotonic";
    }
}

package org.substantia.foundation.adaptation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Inner products of patients whose features come in groups, such as those of a nucleus. A group counts by how well it
 * goes with the answers: by the alignment of its inner products with those of the answers (Cristianini et al. 2001;
 * centered as by Cortes et al. 2012), no less than {@value #LEAST} of what the best one counts. Products of a patient
 * with himself are left out, since they say nothing about others. Immutable.
 */
final class GroupedGram {
    private static final double LEAST = 0.2;

    private final int size;
    /** One for each group. */
    private final List<double[][]> grams = new ArrayList<>();

    /**
     * @param rows one for each patient
     * @param groups of so many features each, one group after the other
     */
    GroupedGram(double[][] rows, int groups) {
        size = rows[0].length / groups;
        for (int first = 0; first < rows[0].length; first += size) {
            int from = first;
            grams.add(RidgeLogistic.gram(Arrays.stream(rows)
                    .map(row -> Arrays.copyOfRange(row, from, from + size))
                    .toArray(double[][]::new)));
        }
    }

    /**
     * How much each group counts, at most 1; all the same where none goes with the answers.
     *
     * @param places of the patients who have answered
     * @param targets answers of these patients, 0 to 1
     */
    double[] weights(int[] places, double[] targets) {
        double[] weights = new double[grams.size()];
        double most = 0;
        for (int group = 0; group < weights.length; group++) {
            weights[group] = Math.max(0, alignment(grams.get(group), places, targets));
            most = Math.max(most, weights[group]);
        }
        for (int group = 0; group < weights.length; group++) {
            weights[group] = most > 0 ? LEAST + (1 - LEAST) * (weights[group] / most) : 1;
        }
        return weights;
    }

    /** In a unit that all groups share. */
    private static double alignment(double[][] gram, int[] places, double[] targets) {
        double center = Arrays.stream(targets).average().orElseThrow();
        double products = 0;
        double sum = 0;
        double squares = 0;
        double answers = 0;
        int pairs = 0;
        for (int i = 0; i < places.length; i++) {
            for (int j = 0; j < i; j++) {
                double product = gram[places[i]][places[j]];
                double answer = (targets[i] - center) * (targets[j] - center);
                products += product * answer;
                sum += product;
                squares += product * product;
                answers += answer;
                pairs++;
            }
        }
        return squares > 0 ? (products - sum * answers / pairs) / Math.sqrt(squares) : 0;
    }

    /** All patients' inner products, of the groups as they count. */
    double[][] weighted(double[] weights) {
        int patients = grams.get(0).length;
        double[][] sum = new double[patients][patients];
        for (int group = 0; group < weights.length; group++) {
            double[][] gram = grams.get(group);
            for (int i = 0; i < patients; i++) {
                for (int j = 0; j < patients; j++) {
                    sum[i][j] += weights[group] * gram[i][j];
                }
            }
        }
        return sum;
    }

    /** How much the group of a feature counts. */
    double weight(double[] weights, int feature) {
        return weights[feature / size];
    }
}

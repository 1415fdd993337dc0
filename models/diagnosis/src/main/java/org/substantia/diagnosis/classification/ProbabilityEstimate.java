package org.substantia.diagnosis.classification;

import java.util.Arrays;
import java.util.Comparator;
import org.substantia.scoring.classification.PatientPredictions;

/**
 * A probability of Parkinson's disease and how sure it is.
 *
 * @param probability calibrated for as many patients as healthy persons as were trained on
 * @param low lower end of the 95 % interval of that probability
 * @param high upper end
 * @param neighbors how many cross-validated patients of the most similar probability the interval rests on; 0 when
 *     there is none
 */
public record ProbabilityEstimate(double probability, double low, double high, int neighbors) {
    /** How {@link #low} and {@link #high} come about, for files and reports. */
    public static final String INTERVAL_METHOD =
            "95 % Wilson interval of the share of patients with Parkinson's disease among the"
                    + " cross-validated patients of the most similar probability, widened to hold the probability"
                    + " itself";

    private static final int MIN_NEIGHBORS = 40;
    /** Standard normal deviate of a 95 % interval. */
    private static final double Z95 = 1.959963984540054;

    /** Of a patient whom no classifier fits: the share of patients with Parkinson's disease among those trained on. */
    static ProbabilityEstimate ofShare(PatientPredictions predictions) {
        double[] count = {0, 0};
        for (int label : predictions.truth()) {
            count[label]++;
        }
        return new ProbabilityEstimate(count[1] / (count[0] + count[1]), 0, 1, 0);
    }

    /** With the interval that cross-validated patients of similar probability, and what became of them, give. */
    static ProbabilityEstimate of(double probability, PatientPredictions predictions) {
        double[] all = predictions.probabilities().orElseThrow();
        int[] truth = predictions.truth();
        int size = Math.min(all.length, Math.max(MIN_NEIGHBORS, all.length / 8));
        Integer[] order = new Integer[all.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> Math.abs(all[i] - probability)));
        double share = 0;
        for (int i = 0; i < size; i++) {
            share += (double) truth[order[i]] / size;
        }
        // Wilson (1927): the shares that would not be surprised by this one.
        double z2 = Z95 * Z95;
        double center = (share + z2 / (2 * size)) / (1 + z2 / size);
        double half = Z95 * Math.sqrt(share * (1 - share) / size + z2 / (4.0 * size * size)) / (1 + z2 / size);
        return new ProbabilityEstimate(
                probability,
                Math.max(0, Math.min(probability, center - half)),
                Math.min(1, Math.max(probability, center + half)),
                size);
    }
}

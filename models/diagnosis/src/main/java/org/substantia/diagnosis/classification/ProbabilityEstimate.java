package org.substantia.diagnosis.classification;

import java.util.Arrays;
import java.util.Comparator;
import org.substantia.scoring.statistics.WilsonInterval;

/**
 * A probability of Parkinson's disease and how sure it is.
 *
 * @param probability calibrated for the share of patients
 * @param patientShare share of patients with Parkinson's disease for which the probability holds, as they were among
 *     those trained on; where they are rarer it is too high
 * @param low lower end of the 95 % interval of that probability
 * @param high upper end
 * @param neighbors how many cross-validated patients of the most similar probability the interval rests on; 0 when
 *     there is none
 */
public record ProbabilityEstimate(double probability, double patientShare, double low, double high, int neighbors) {
    /** How {@link #low} and {@link #high} come about, for files and reports. */
    public static final String INTERVAL_METHOD =
            "95 % Wilson interval of the share of patients with Parkinson's disease among the"
                    + " cross-validated patients of the most similar probability, widened to hold the probability"
                    + " itself";

    private static final int MIN_NEIGHBORS = 40;

    /** Of a patient whom no classifier fits: the share of patients with Parkinson's disease among those trained on. */
    static ProbabilityEstimate ofShare(CrossValidation trained) {
        return new ProbabilityEstimate(trained.patientShare(), trained.patientShare(), 0, 1, 0);
    }

    /**
     * With the interval that cross-validated patients of similar probability, and what became of them, give.
     *
     * @param patientShare for which the probability holds
     */
    public static ProbabilityEstimate of(double probability, double patientShare, CrossValidation validation) {
        double[] all = validation.predictions().probabilities().orElseThrow();
        int[] truth = validation.predictions().truth();
        int size = Math.min(all.length, Math.max(MIN_NEIGHBORS, all.length / 8));
        Integer[] order = new Integer[all.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> Math.abs(all[i] - probability)));
        double share = 0;
        for (int i = 0; i < size; i++) {
            share += (double) truth[order[i]] / size;
        }
        // Many equal parts may add up to a little more than 1.
        WilsonInterval interval = WilsonInterval.of(Math.min(1, share), size);
        return new ProbabilityEstimate(
                probability,
                patientShare,
                Math.min(probability, interval.low()),
                Math.max(probability, interval.high()),
                size);
    }
}

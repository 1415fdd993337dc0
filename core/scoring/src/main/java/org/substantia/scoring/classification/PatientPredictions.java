package org.substantia.scoring.classification;

import java.util.Arrays;
import java.util.Optional;

/**
 * What was predicted for each patient, beside the truth: a hard label and, where the method gives one, the probability
 * of class 1. Patients are known by their place only. Immutable.
 */
public final class PatientPredictions {
    private final int[] truth;
    private final int[] predicted;
    private final double[] probabilities;

    private PatientPredictions(int[] truth, int[] predicted, double[] probabilities) {
        this.truth = truth;
        this.predicted = predicted;
        this.probabilities = probabilities;
    }

    /**
     * @param truth label of each patient, 0 or 1
     * @param predicted predicted label of each
     * @throws IllegalArgumentException if the lengths differ, there is no patient, or a label is neither 0 nor 1
     */
    public static PatientPredictions of(int[] truth, int[] predicted) {
        requireLabels("true", truth);
        requireLabels("predicted", predicted);
        requireSameLength(truth.length, predicted.length);
        return new PatientPredictions(truth.clone(), predicted.clone(), null);
    }

    /**
     * @param probabilities of class 1, 0..1; they need not agree with the hard labels, which may follow another
     *     threshold
     * @throws IllegalArgumentException as for the labels, or if a probability lies outside 0..1
     */
    public static PatientPredictions of(int[] truth, int[] predicted, double[] probabilities) {
        PatientPredictions labels = of(truth, predicted);
        requireSameLength(truth.length, probabilities.length);
        for (int i = 0; i < probabilities.length; i++) {
            if (!(probabilities[i] >= 0 && probabilities[i] <= 1)) {
                throw new IllegalArgumentException(
                        "the probability of patient " + i + " is " + probabilities[i] + ", outside 0..1");
            }
        }
        return new PatientPredictions(labels.truth, labels.predicted, probabilities.clone());
    }

    /** Hard labels from probabilities: 1 where the probability is at least {@code threshold}. */
    public static PatientPredictions atThreshold(int[] truth, double[] probabilities, double threshold) {
        int[] predicted = Arrays.stream(probabilities)
                .mapToInt(p -> p >= threshold ? 1 : 0)
                .toArray();
        return of(truth, predicted, probabilities);
    }

    public int patients() {
        return truth.length;
    }

    public boolean hasProbabilities() {
        return probabilities != null;
    }

    /** A copy. */
    public int[] truth() {
        return truth.clone();
    }

    /** A copy. */
    public int[] predicted() {
        return predicted.clone();
    }

    /** A copy. */
    public Optional<double[]> probabilities() {
        return Optional.ofNullable(probabilities).map(double[]::clone);
    }

    /**
     * The predictions of a sample of these patients, repeated as in {@code patients}.
     *
     * @throws IllegalArgumentException if the sample is empty
     * @throws IndexOutOfBoundsException if an index names no patient
     */
    public PatientPredictions select(int[] patients) {
        if (patients.length == 0) {
            throw new IllegalArgumentException("at least one patient is needed");
        }
        int[] chosenTruth = new int[patients.length];
        int[] chosenPredicted = new int[patients.length];
        double[] chosenProbabilities = hasProbabilities() ? new double[patients.length] : null;
        for (int i = 0; i < patients.length; i++) {
            chosenTruth[i] = truth[patients[i]];
            chosenPredicted[i] = predicted[patients[i]];
            if (chosenProbabilities != null) {
                chosenProbabilities[i] = probabilities[patients[i]];
            }
        }
        return new PatientPredictions(chosenTruth, chosenPredicted, chosenProbabilities);
    }

    int truthOf(int patient) {
        return truth[patient];
    }

    int predictedOf(int patient) {
        return predicted[patient];
    }

    /** @throws IllegalStateException if there are no probabilities */
    double probabilityOf(int patient) {
        if (probabilities == null) {
            throw new IllegalStateException("these predictions have no probabilities");
        }
        return probabilities[patient];
    }

    private static void requireSameLength(int truths, int others) {
        if (truths != others) {
            throw new IllegalArgumentException(
                    "there are true labels of " + truths + " patients, but predictions of " + others);
        }
    }

    private static void requireLabels(String what, int[] labels) {
        if (labels.length == 0) {
            throw new IllegalArgumentException("at least one patient is needed");
        }
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] != 0 && labels[i] != 1) {
                throw new IllegalArgumentException(
                        "the " + what + " label of patient " + i + " is " + labels[i] + ", not 0 or 1");
            }
        }
    }
}

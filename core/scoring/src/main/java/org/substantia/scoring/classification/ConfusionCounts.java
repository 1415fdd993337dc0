package org.substantia.scoring.classification;

import java.util.OptionalDouble;
import org.substantia.scoring.statistics.Interval;
import org.substantia.scoring.statistics.WilsonInterval;

/** Patients by true and predicted label; class 1 (Parkinson's disease) is positive. */
public record ConfusionCounts(int truePositives, int falsePositives, int trueNegatives, int falseNegatives) {
    /** @throws IllegalArgumentException if a count is negative or all are 0 */
    public ConfusionCounts {
        if (truePositives < 0 || falsePositives < 0 || trueNegatives < 0 || falseNegatives < 0) {
            throw new IllegalArgumentException("a count of patients is negative");
        }
        if (truePositives + falsePositives + trueNegatives + falseNegatives == 0) {
            throw new IllegalArgumentException("at least one patient is needed");
        }
    }

    public static ConfusionCounts of(PatientPredictions predictions) {
        int[] counts = new int[4];
        for (int i = 0; i < predictions.patients(); i++) {
            counts[2 * predictions.truthOf(i) + predictions.predictedOf(i)]++;
        }
        return new ConfusionCounts(counts[3], counts[1], counts[0], counts[2]);
    }

    public int patients() {
        return truePositives + falsePositives + trueNegatives + falseNegatives;
    }

    public double accuracy() {
        return (double) (truePositives + trueNegatives) / patients();
    }

    /** The accuracy's interval by Wilson's formula: the same for everyone who has as many right. */
    public Interval accuracyInterval() {
        double share = (truePositives + trueNegatives) / (double) patients();
        WilsonInterval wilson = WilsonInterval.of(share, patients());
        return new Interval(share, wilson.low(), wilson.high(), WilsonInterval.LEVEL, 0, 0);
    }

    /** Share of the positives that were found; nothing without positives. */
    public OptionalDouble sensitivity() {
        return share(truePositives, falseNegatives);
    }

    /** Share of the negatives that were found; nothing without negatives. */
    public OptionalDouble specificity() {
        return share(trueNegatives, falsePositives);
    }

    /** Mean of sensitivity and specificity; nothing where either is undefined. */
    public OptionalDouble balancedAccuracy() {
        OptionalDouble sensitivity = sensitivity();
        OptionalDouble specificity = specificity();
        return sensitivity.isPresent() && specificity.isPresent()
                ? OptionalDouble.of((sensitivity.getAsDouble() + specificity.getAsDouble()) / 2)
                : OptionalDouble.empty();
    }

    private static OptionalDouble share(int part, int rest) {
        return part + rest == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / (part + rest));
    }
}

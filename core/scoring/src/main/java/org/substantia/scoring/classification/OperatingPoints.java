package org.substantia.scoring.classification;

import java.util.Arrays;
import java.util.Optional;

/** Counts at each distinct probability, strictest first. */
final class OperatingPoints {
    private final double[] thresholds;
    private final int[] truePositives;
    private final int[] falsePositives;
    private final int count;

    private OperatingPoints(double[] thresholds, int[] truePositives, int[] falsePositives, int count) {
        this.thresholds = thresholds;
        this.truePositives = truePositives;
        this.falsePositives = falsePositives;
        this.count = count;
    }

    /** @return nothing when there are no probabilities or all patients belong to one class */
    static Optional<OperatingPoints> of(PatientPredictions predictions) {
        if (!predictions.hasProbabilities()) {
            return Optional.empty();
        }
        int n = predictions.patients();
        double[] positive = new double[n];
        double[] negative = new double[n];
        int positives = 0;
        int negatives = 0;
        for (int i = 0; i < n; i++) {
            // Adding 0 makes -0 and 0 one threshold.
            double probability = predictions.probabilityOf(i) + 0.0;
            if (predictions.truthOf(i) == 1) {
                positive[positives++] = probability;
            } else {
                negative[negatives++] = probability;
            }
        }
        if (positives == 0 || negatives == 0) {
            return Optional.empty();
        }
        return Optional.of(sweep(
                Arrays.stream(positive, 0, positives).sorted().toArray(),
                Arrays.stream(negative, 0, negatives).sorted().toArray()));
    }

    /** Lowers the threshold from the highest probability to the lowest; both classes ascending. */
    private static OperatingPoints sweep(double[] positive, double[] negative) {
        int n = positive.length + negative.length;
        double[] thresholds = new double[n];
        int[] truePositives = new int[n];
        int[] falsePositives = new int[n];
        int count = 0;
        int p = positive.length - 1;
        int q = negative.length - 1;
        while (p >= 0 || q >= 0) {
            double threshold = p < 0 ? negative[q] : q < 0 ? positive[p] : Math.max(positive[p], negative[q]);
            while (p >= 0 && positive[p] == threshold) {
                p--;
            }
            while (q >= 0 && negative[q] == threshold) {
                q--;
            }
            thresholds[count] = threshold;
            truePositives[count] = positive.length - 1 - p;
            falsePositives[count] = negative.length - 1 - q;
            count++;
        }
        return new OperatingPoints(thresholds, truePositives, falsePositives, count);
    }

    int count() {
        return count;
    }

    double threshold(int i) {
        return thresholds[i];
    }

    int truePositives(int i) {
        return truePositives[i];
    }

    int falsePositives(int i) {
        return falsePositives[i];
    }

    int positives() {
        return truePositives[count - 1];
    }

    int negatives() {
        return falsePositives[count - 1];
    }

    /**
     * The area under the ROC curve by trapezoids: the chance that a positive scores above a negative, ties counted
     * half.
     */
    double area() {
        long twice = 0;
        long before = 0;
        long beforeFalse = 0;
        for (int i = 0; i < count; i++) {
            twice += (falsePositives[i] - beforeFalse) * (truePositives[i] + before);
            before = truePositives[i];
            beforeFalse = falsePositives[i];
        }
        return twice / (2.0 * positives() * negatives());
    }

    /**
     * The sum over thresholds of the gain in recall times the precision there, not interpolated (scikit-learn's
     * definition).
     */
    double averagePrecision() {
        double sum = 0;
        int before = 0;
        for (int i = 0; i < count; i++) {
            double precision = (double) truePositives[i] / (truePositives[i] + falsePositives[i]);
            sum += (truePositives[i] - before) * precision;
            before = truePositives[i];
        }
        return sum / positives();
    }
}

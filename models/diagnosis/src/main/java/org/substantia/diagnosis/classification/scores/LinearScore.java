package org.substantia.diagnosis.classification.scores;

import java.util.Arrays;

/**
 * A logistic regression's linear predictor.
 *
 * @param intercept log-odds where all features are 0
 * @param weights one per feature; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent")
public record LinearScore(double intercept, double[] weights) implements ScoreModel {
    /** Weights of the first features when the last one is {@code scale} times another score of them. */
    public LinearScore withLastAs(LinearScore other, double scale) {
        int features = weights.length - 1;
        double share = scale * weights[features];
        double[] joined = new double[features];
        Arrays.setAll(joined, i -> weights[i] + share * other.weights[i]);
        return new LinearScore(intercept + share * other.intercept, joined);
    }

    @Override
    public double score(double[] z) {
        double sum = intercept;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * z[i];
        }
        return sum;
    }

    @Override
    public double[] contributions(double[] z) {
        double[] parts = new double[weights.length];
        Arrays.setAll(parts, i -> weights[i] * z[i]);
        return parts;
    }

    @Override
    public double baseline() {
        return intercept;
    }

    @Override
    public double[] importance(int features) {
        return Arrays.stream(weights).map(Math::abs).toArray();
    }

    @Override
    public void requireFeatures(int features) {
        if (weights.length != features) {
            throw new IllegalArgumentException(
                    "there are " + weights.length + " weights for " + features + " features");
        }
    }
}

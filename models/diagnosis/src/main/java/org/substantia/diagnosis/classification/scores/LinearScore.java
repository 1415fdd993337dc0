package org.substantia.diagnosis.classification.scores;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.substantia.base.json.JsonNumbers;

/** A logistic regression's linear predictor. */
public final class LinearScore implements ScoreModel {
    static final String KIND = "linear";

    private final double intercept;
    private final double[] weights;

    public LinearScore(double intercept, double[] weights) {
        this.intercept = intercept;
        this.weights = weights.clone();
    }

    public double[] weights() {
        return weights.clone();
    }

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
    public double[] importance() {
        return Arrays.stream(weights).map(Math::abs).toArray();
    }

    @Override
    public Map<String, Object> toJson() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("kind", KIND);
        tree.put("intercept", intercept);
        tree.put("weights", weights);
        return tree;
    }

    static LinearScore fromJson(JsonNode json, int features) throws IOException {
        double[] weights = JsonNumbers.doubles(json.path("weights"), "weights");
        if (weights.length != features) {
            throw new IOException("there are " + weights.length + " weights for " + features + " features");
        }
        return new LinearScore(JsonNumbers.number(json.path("intercept"), "intercept"), weights);
    }
}

package org.substantia.diagnosis.classification.scores;

import org.substantia.base.numeric.Logistic;

/**
 * A logistic curve through scores and labels (Platt 1999, with his softened labels), fitted by Newton's method. A
 * falling curve, which only scores without information can give, becomes a flat one.
 *
 * @param slope at least 0
 * @param intercept log-odds at a score of 0
 */
public record PlattCalibration(double slope, double intercept) implements ProbabilityCalibration {
    private static final int MAX_ITERATIONS = 100;
    private static final double TOLERANCE = 1e-10;

    /** @throws IllegalArgumentException if the lengths differ or there is no score */
    public static PlattCalibration fit(double[] scores, boolean[] parkinson) {
        if (scores.length == 0 || scores.length != parkinson.length) {
            throw new IllegalArgumentException(scores.length + " scores, " + parkinson.length + " labels");
        }
        int positives = 0;
        for (boolean label : parkinson) {
            positives += label ? 1 : 0;
        }
        int negatives = scores.length - positives;
        double high = (positives + 1.0) / (positives + 2.0);
        double low = 1.0 / (negatives + 2.0);
        double[] targets = new double[scores.length];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = parkinson[i] ? high : low;
        }
        PlattCalibration flat = new PlattCalibration(0, Math.log((positives + 1.0) / (negatives + 1.0)));
        PlattCalibration best = flat;
        for (int iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
            PlattCalibration next = best.improved(scores, targets);
            if (!(next.loss(scores, targets) < best.loss(scores, targets) - TOLERANCE)) {
                break;
            }
            best = next;
        }
        return best.slope > 0 ? best : flat;
    }

    /** Newton's step, halved until it leads down; this curve itself if there is no such step. */
    private PlattCalibration improved(double[] scores, double[] targets) {
        double ga = 0;
        double gb = 0;
        double haa = 1e-9;
        double hab = 0;
        double hbb = 1e-9;
        for (int i = 0; i < scores.length; i++) {
            double p = Logistic.probability(slope * scores[i] + intercept);
            double error = p - targets[i];
            double w = p * (1 - p);
            ga += error * scores[i];
            gb += error;
            haa += w * scores[i] * scores[i];
            hab += w * scores[i];
            hbb += w;
        }
        double determinant = haa * hbb - hab * hab;
        if (!(determinant > 0)) {
            return this;
        }
        double da = (ga * hbb - gb * hab) / determinant;
        double db = (gb * haa - ga * hab) / determinant;
        double loss = loss(scores, targets);
        for (double step = 1; step > 1e-6; step /= 2) {
            PlattCalibration next = new PlattCalibration(slope - step * da, intercept - step * db);
            if (next.loss(scores, targets) <= loss) {
                return next;
            }
        }
        return this;
    }

    @Override
    public double probability(double score) {
        return Math.max(1e-6, Math.min(1 - 1e-6, Logistic.probability(slope * score + intercept)));
    }

    @Override
    public String title() {
        return "Platt";
    }

    private double loss(double[] scores, double[] targets) {
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            double logOdds = slope * scores[i] + intercept;
            sum += Math.max(logOdds, 0) - targets[i] * logOdds + Math.log1p(Math.exp(-Math.abs(logOdds)));
        }
        return sum;
    }
}

package org.substantia.diagnosis.classification.scores;

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
        double start = Math.log((positives + 1.0) / (negatives + 1.0));
        PlattCalibration best = new PlattCalibration(0, start);
        double loss = best.loss(scores, parkinson, high, low);
        for (int iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
            double ga = 0;
            double gb = 0;
            double haa = 1e-9;
            double hab = 0;
            double hbb = 1e-9;
            for (int i = 0; i < scores.length; i++) {
                double p = sigmoid(best.slope * scores[i] + best.intercept);
                double error = p - (parkinson[i] ? high : low);
                double w = p * (1 - p);
                ga += error * scores[i];
                gb += error;
                haa += w * scores[i] * scores[i];
                hab += w * scores[i];
                hbb += w;
            }
            double determinant = haa * hbb - hab * hab;
            if (!(determinant > 0)) {
                break;
            }
            double da = (ga * hbb - gb * hab) / determinant;
            double db = (gb * haa - ga * hab) / determinant;
            double step = 1;
            PlattCalibration next = best;
            double nextLoss = loss;
            while (step > 1e-6) {
                next = new PlattCalibration(best.slope - step * da, best.intercept - step * db);
                nextLoss = next.loss(scores, parkinson, high, low);
                if (nextLoss <= loss) {
                    break;
                }
                step /= 2;
            }
            if (!(nextLoss < loss - TOLERANCE)) {
                break;
            }
            best = next;
            loss = nextLoss;
        }
        return best.slope > 0 ? best : new PlattCalibration(0, start);
    }

    @Override
    public double probability(double score) {
        return Math.max(1e-6, Math.min(1 - 1e-6, sigmoid(slope * score + intercept)));
    }

    @Override
    public String title() {
        return "Platt";
    }

    private double loss(double[] scores, boolean[] parkinson, double high, double low) {
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            double logOdds = slope * scores[i] + intercept;
            double target = parkinson[i] ? high : low;
            sum += Math.max(logOdds, 0) - target * logOdds + Math.log1p(Math.exp(-Math.abs(logOdds)));
        }
        return sum;
    }

    private static double sigmoid(double x) {
        return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
    }
}

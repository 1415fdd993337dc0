package org.substantia.foundation.adaptation;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.substantia.base.numeric.Logistic;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.cohort.split.OneStandardError;
import org.substantia.learning.tensor.Tensors;

/**
 * Logistic regression on a patient's features: class token and mean patch, or the mean patch of each nucleus, averaged
 * over the slices of each region, standardized over the patients. The penalty is chosen by cross-validation within the
 * patients: of seven in steps of ten, the largest that is not clearly worse than the best ({@link OneStandardError}). A
 * large penalty makes log-odds too small, so the held-out patients also tell by what they are to be multiplied.
 */
final class LinearProbe {
    private static final int FOLDS = 5;
    /** Times the mean squared length of a patient's features, from the most cautious to the boldest. */
    private static final double[] PENALTIES = {100, 10, 1, 0.1, 0.01, 0.001, 0.0001};

    private static final double MIN_SLOPE = 0.25;
    private static final double MAX_SLOPE = 4;
    private static final double MIN_DEVIATION = 1e-6;

    private LinearProbe() {}

    /** @param level of the encoder's features */
    static PoolingHead.Numbers fit(
            FrozenEncoder encoder,
            int level,
            List<Example> examples,
            boolean[] positive,
            CaseGroups groups,
            long seed) {
        double[][] rows = rows(encoder, level, examples);
        int features = rows[0].length;
        float[] mean = new float[features];
        float[] deviation = new float[features];
        standardize(rows, mean, deviation);
        double[][] gram = RidgeLogistic.gram(rows);
        double length = 0;
        for (int i = 0; i < rows.length; i++) {
            length += gram[i][i] / rows.length;
        }
        // Patients that are all alike leave nothing to scale by.
        length = length > 0 ? length : 1;
        double[] targets = Example.targets(examples, positive);
        List<InnerFold> folds = InnerFold.of(examples, positive, groups, FOLDS, seed);
        double[][] heldOut = new double[PENALTIES.length][];
        double[][] losses = new double[PENALTIES.length][];
        for (int k = 0; k < PENALTIES.length; k++) {
            heldOut[k] = heldOut(gram, targets, folds, PENALTIES[k] * length);
            losses[k] = losses(heldOut[k], targets);
        }
        int choice = folds.isEmpty() ? 0 : OneStandardError.choose(losses);
        RidgeLogistic fit = RidgeLogistic.fit(gram, targets, PENALTIES[choice] * length);
        double slope = folds.isEmpty() ? 1 : slope(heldOut[choice], targets);
        double[] weights = fit.weights(rows);
        float[] scaled = new float[features];
        for (int k = 0; k < features; k++) {
            scaled[k] = (float) (slope * weights[k]);
        }
        return new PoolingHead.Numbers(mean, deviation, scaled, (float) fit.intercept());
    }

    private static double[][] rows(FrozenEncoder encoder, int level, List<Example> examples) {
        double[][] rows = new double[examples.size()][];
        for (int i = 0; i < rows.length; i++) {
            try (PointerScope scope = new PointerScope()) {
                List<Tensor> regions = encoder.inputs(examples.get(i), level);
                double[] row = new double[regions.size() * encoder.featureCount(level)];
                int at = 0;
                for (Tensor region : regions) {
                    for (float value : Tensors.toFloats(region.mean(0))) {
                        row[at++] = value;
                    }
                }
                rows[i] = row;
            }
        }
        return rows;
    }

    private static void standardize(double[][] rows, float[] mean, float[] deviation) {
        for (int k = 0; k < mean.length; k++) {
            double sum = 0;
            double squares = 0;
            int known = 0;
            for (double[] row : rows) {
                if (!Double.isNaN(row[k])) {
                    sum += row[k];
                    known++;
                }
            }
            double center = known > 0 ? sum / known : 0;
            for (double[] row : rows) {
                // What is not known counts as average.
                row[k] = Double.isNaN(row[k]) ? center : row[k];
                squares += (row[k] - center) * (row[k] - center);
            }
            double spread = known > 0 ? Math.sqrt(squares / known) : 0;
            // A feature that is the same in all patients says nothing and stays as it is.
            double scale = spread > MIN_DEVIATION ? spread : 1;
            for (double[] row : rows) {
                row[k] = (row[k] - center) / scale;
            }
            mean[k] = (float) center;
            deviation[k] = (float) scale;
        }
    }

    /** Log-odds of each patient by the patients of the other folds; 0 for those that no fold holds out. */
    private static double[] heldOut(double[][] gram, double[] targets, List<InnerFold> folds, double penalty) {
        double[] logOdds = new double[targets.length];
        for (InnerFold fold : folds) {
            int[] training = fold.training();
            RidgeLogistic fit = RidgeLogistic.fit(
                    RidgeLogistic.select(gram, training), InnerFold.select(targets, training), penalty);
            for (int place : fold.heldOut()) {
                double[] products = new double[training.length];
                for (int i = 0; i < training.length; i++) {
                    products[i] = gram[place][training[i]];
                }
                logOdds[place] = fit.logOdds(products);
            }
        }
        return logOdds;
    }

    private static double[] losses(double[] logOdds, double[] targets) {
        double[] losses = new double[targets.length];
        for (int i = 0; i < losses.length; i++) {
            losses[i] = Logistic.loss(logOdds[i], targets[i]);
        }
        return losses;
    }

    private static double slope(double[] logOdds, double[] targets) {
        double[][] rows = new double[logOdds.length][];
        double squares = 0;
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new double[] {logOdds[i]};
            squares += logOdds[i] * logOdds[i];
        }
        if (!(squares > 0)) {
            return 1;
        }
        // The penalty of one patient holds the slope when the labels can be parted by the log-odds.
        RidgeLogistic fit = RidgeLogistic.fit(RidgeLogistic.gram(rows), targets, squares / rows.length);
        return Math.max(MIN_SLOPE, Math.min(MAX_SLOPE, fit.weights(rows)[0]));
    }
}

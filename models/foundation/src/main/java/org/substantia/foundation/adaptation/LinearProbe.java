package org.substantia.foundation.adaptation;

import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.substantia.base.numeric.Logistic;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.cohort.split.OneStandardError;
import org.substantia.foundation.adaptation.Adaptation.Pooling;
import org.substantia.learning.tensor.Tensors;

/**
 * Logistic regression on a patient's features: class token and mean patch, or the mean patch of each nucleus, averaged
 * over the slices of each region, standardized over the patients. Nuclei count by how well they go with the answers
 * ({@link GroupedGram}). The penalty is chosen by cross-validation within the patients: of seven in steps of ten, the
 * largest that is not clearly worse than the best ({@link OneStandardError}). A large penalty makes log-odds too small,
 * so the held-out patients also tell by what they are to be multiplied.
 */
final class LinearProbe {
    private static final int FOLDS = 5;
    /** Times the mean squared length of a patient's features, from the most cautious to the boldest. */
    private static final double[] PENALTIES = {100, 10, 1, 0.1, 0.01, 0.001, 0.0001};

    private static final double MIN_SLOPE = 0.25;
    private static final double MAX_SLOPE = 4;
    private static final double MIN_DEVIATION = 1e-6;

    private LinearProbe() {}

    /** @param pooling what describes a patient */
    static PoolingHead.Numbers fit(
            FrozenEncoder encoder,
            Pooling pooling,
            List<Example> examples,
            boolean[] positive,
            CaseGroups groups,
            long seed) {
        double[][] rows = rows(encoder, pooling, examples);
        int features = rows[0].length;
        float[] mean = new float[features];
        float[] deviation = new float[features];
        standardize(rows, mean, deviation);
        // Whole slices are told apart by regions alone, and weights for these brought nothing.
        int regions = examples.get(0).stacks().size();
        GroupedGram groupedGram =
                new GroupedGram(rows, pooling == Pooling.NUCLEI ? regions * NucleusPooling.NUCLEI : 1);
        double[] targets = Example.targets(examples, positive);
        List<InnerFold> folds = InnerFold.of(examples, positive, groups, FOLDS, seed);
        double[][] heldOut = new double[PENALTIES.length][targets.length];
        double[][] losses = new double[PENALTIES.length][];
        for (InnerFold fold : folds) {
            holdOut(groupedGram, targets, fold, heldOut);
        }
        for (int k = 0; k < PENALTIES.length; k++) {
            losses[k] = losses(heldOut[k], targets);
        }
        int choice = folds.isEmpty() ? 0 : OneStandardError.choose(losses);
        double[] counts = groupedGram.weights(IntStream.range(0, rows.length).toArray(), targets);
        double[][] gram = groupedGram.weighted(counts);
        RidgeLogistic fit = RidgeLogistic.fit(gram, targets, PENALTIES[choice] * length(gram));
        double slope = folds.isEmpty() ? 1 : slope(heldOut[choice], targets);
        double[] weights = fit.weights(rows);
        float[] scaled = new float[features];
        for (int k = 0; k < features; k++) {
            scaled[k] = (float) (slope * groupedGram.weight(counts, k) * weights[k]);
        }
        return new PoolingHead.Numbers(mean, deviation, scaled, (float) fit.intercept());
    }

    private static double[][] rows(FrozenEncoder encoder, Pooling pooling, List<Example> examples) {
        double[][] rows = new double[examples.size()][];
        for (int i = 0; i < rows.length; i++) {
            try (PointerScope scope = new PointerScope()) {
                List<Tensor> regions = encoder.inputs(examples.get(i), encoder.featureLevel(pooling));
                double[] row = new double[regions.size() * encoder.featureCount(pooling)];
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

    /** Mean squared length of the patients' features. */
    private static double length(double[][] gram) {
        double length = 0;
        for (int i = 0; i < gram.length; i++) {
            length += gram[i][i] / gram.length;
        }
        // Patients that are all alike leave nothing to scale by.
        return length > 0 ? length : 1;
    }

    /**
     * Log-odds of each held-out patient by the patients of the other folds.
     *
     * @param logOdds by penalty and patient; stay 0 for those that no fold holds out
     */
    private static void holdOut(GroupedGram groupedGram, double[] targets, InnerFold fold, double[][] logOdds) {
        int[] training = fold.training();
        double[] known = InnerFold.select(targets, training);
        double[][] gram = groupedGram.weighted(groupedGram.weights(training, known));
        double[][] among = RidgeLogistic.select(gram, training);
        double length = length(gram);
        for (int k = 0; k < PENALTIES.length; k++) {
            RidgeLogistic fit = RidgeLogistic.fit(among, known, PENALTIES[k] * length);
            for (int place : fold.heldOut()) {
                double[] products = new double[training.length];
                for (int i = 0; i < training.length; i++) {
                    products[i] = gram[place][training[i]];
                }
                logOdds[k][place] = fit.logOdds(products);
            }
        }
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

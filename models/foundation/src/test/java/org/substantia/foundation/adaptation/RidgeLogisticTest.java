package org.substantia.foundation.adaptation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.substantia.base.numeric.Logistic;
import org.substantia.base.random.RandomStream;

class RidgeLogisticTest {
    private static final int ROWS = 30;

    private static double[][] rows(int features) {
        RandomStream random = new RandomStream(features);
        double[][] rows = new double[ROWS][features];
        for (double[] row : rows) {
            for (int k = 0; k < features; k++) {
                row[k] = random.nextGaussian();
            }
        }
        return rows;
    }

    private static boolean[] labels(double[][] rows) {
        RandomStream random = new RandomStream(9);
        boolean[] labels = new boolean[rows.length];
        for (int i = 0; i < rows.length; i++) {
            labels[i] = rows[i][0] + 0.5 + random.nextGaussian() > 0;
        }
        return labels;
    }

    /** At the minimum the gradients by every weight and by the intercept vanish. */
    private static void isTheMinimum(double[][] rows, boolean[] labels, double penalty) {
        RidgeLogistic fit = RidgeLogistic.fit(RidgeLogistic.gram(rows), labels, penalty);
        double[] weights = fit.weights(rows);
        double[] gradient = new double[weights.length];
        double constant = 0;
        for (int i = 0; i < rows.length; i++) {
            double logOdds = fit.intercept();
            for (int k = 0; k < weights.length; k++) {
                logOdds += weights[k] * rows[i][k];
            }
            double error = Logistic.probability(logOdds) - (labels[i] ? 1 : 0);
            constant += error;
            for (int k = 0; k < weights.length; k++) {
                gradient[k] += error * rows[i][k];
            }
        }
        for (int k = 0; k < weights.length; k++) {
            assertThat(gradient[k] + penalty * weights[k]).isCloseTo(0, within(2e-3));
        }
        assertThat(constant).isCloseTo(0, within(2e-3));
    }

    @Test
    void theGradientVanishesWithFewAndWithMoreFeaturesThanExamples() {
        for (int features : new int[] {2, 100}) {
            double[][] rows = rows(features);
            for (double penalty : new double[] {0.01, 1, 100}) {
                isTheMinimum(rows, labels(rows), penalty);
            }
        }
    }

    @Test
    void aLargePenaltyLeavesTheShareOfPositives() {
        double[][] rows = rows(3);
        boolean[] labels = labels(rows);
        RidgeLogistic fit = RidgeLogistic.fit(RidgeLogistic.gram(rows), labels, 1e9);
        int positives = 0;
        for (boolean label : labels) {
            positives += label ? 1 : 0;
        }

        assertThat(fit.weights(rows)).satisfies(w -> assertThat(Math.abs(w[0])).isLessThan(1e-6));
        assertThat(Logistic.probability(fit.intercept())).isCloseTo((double) positives / ROWS, within(1e-6));
    }

    @Test
    void separableClassesHaveFiniteWeights() {
        double[][] rows = {{-2}, {-1}, {1}, {2}};
        boolean[] labels = {false, false, true, true};
        isTheMinimum(rows, labels, 1e-3);
    }

    @Test
    void labelsOfOneKindAreNothingToFit() {
        assertThatThrownBy(() -> RidgeLogistic.fit(new double[][] {{1}}, new boolean[] {true}, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nothing to fit");
    }
}

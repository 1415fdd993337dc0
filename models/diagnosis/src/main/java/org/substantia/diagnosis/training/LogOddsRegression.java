package org.substantia.diagnosis.training;

import org.substantia.base.numeric.Cholesky;
import org.substantia.base.numeric.Logistic;
import org.substantia.diagnosis.classification.scores.LinearScore;

/**
 * Ridge regression of the log-odds of soft labels on features. A diagnosis is one toss of a coin whose bias the soft
 * label tells, and a classifier that learns from tosses pays for their luck with patients
 * (docs/results/diagnosis.md#soft-labels). Known as learning with privileged information (Vapnik and Vashist 2009;
 * Lopez-Paz et al. 2016). Stateless.
 */
final class LogOddsRegression {
    /** Soft labels of 0 and 1 stand for odds of one to a thousand. */
    private static final double LEAST = 1e-3;

    private LogOddsRegression() {}

    /**
     * @param cost inverse of the penalty on the weights; the intercept has none
     * @param rows standardized features of each patient
     * @param softLabels probability of disease of each, 0 to 1
     */
    static LinearScore fit(double cost, double[][] rows, double[] softLabels) {
        int features = rows[0].length;
        double[][] squares = new double[features + 1][features + 1];
        double[] products = new double[features + 1];
        for (int i = 0; i < rows.length; i++) {
            double[] row = rows[i];
            double target = Logistic.logOdds(Logistic.bounded(softLabels[i], LEAST));
            for (int a = 0; a < features; a++) {
                double[] line = squares[a];
                double value = row[a];
                for (int b = 0; b <= a; b++) {
                    line[b] += value * row[b];
                }
                squares[features][a] += value;
                products[a] += value * target;
            }
            squares[features][features]++;
            products[features] += target;
        }
        for (int a = 0; a < features; a++) {
            squares[a][a] += 1 / cost;
        }
        double[] solved = new Cholesky(squares).solve(products);
        double[] weights = new double[features];
        System.arraycopy(solved, 0, weights, 0, features);
        return new LinearScore(solved[features], weights);
    }
}

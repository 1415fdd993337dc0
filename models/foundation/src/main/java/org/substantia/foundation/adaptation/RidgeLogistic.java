package org.substantia.foundation.adaptation;

import java.util.Arrays;
import org.substantia.base.numeric.Cholesky;
import org.substantia.base.numeric.Logistic;

/**
 * Logistic regression with a penalty on the squares of the weights, in the dual: what is solved has the size of the
 * examples, however many features they have. The intercept is not penalized. Immutable; results do not depend on
 * threads.
 *
 * <pre>{@code
 * double[][] gram = RidgeLogistic.gram(rows);
 * RidgeLogistic fit = RidgeLogistic.fit(gram, labels, 10);
 * double[] weights = fit.weights(rows);
 * }</pre>
 *
 * @see <a href="https://doi.org/10.1198/106186005X25619">Zhu and Hastie 2005, kernel logistic regression</a>
 */
public final class RidgeLogistic {
    private static final int MAX_ITERATIONS = 100;
    private static final double TOLERANCE = 1e-10;
    private static final double MIN_VARIANCE = 1e-8;

    private final double[] dual;
    private final double intercept;

    private RidgeLogistic(double[] dual, double intercept) {
        this.dual = dual;
        this.intercept = intercept;
    }

    /** Inner products of all pairs of rows. */
    public static double[][] gram(double[][] rows) {
        double[][] gram = new double[rows.length][rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j <= i; j++) {
                gram[i][j] = dot(rows[i], rows[j]);
                gram[j][i] = gram[i][j];
            }
        }
        return gram;
    }

    /** The part of a matrix of inner products that belongs to some of the rows. */
    public static double[][] select(double[][] gram, int[] places) {
        double[][] part = new double[places.length][places.length];
        for (int i = 0; i < places.length; i++) {
            for (int j = 0; j < places.length; j++) {
                part[i][j] = gram[places[i]][places[j]];
            }
        }
        return part;
    }

    /**
     * Minimizes the sum of the log losses plus {@code penalty / 2} times the sum of the squared weights.
     *
     * @param gram of the rows to learn from
     * @param labels of the rows, of both kinds
     * @param penalty above 0
     * @throws IllegalArgumentException if the labels are all the same, do not fit the rows, or the penalty is not above
     *     0
     */
    public static RidgeLogistic fit(double[][] gram, boolean[] labels, double penalty) {
        double[] targets = new double[labels.length];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = labels[i] ? 1 : 0;
        }
        return fit(gram, targets, penalty);
    }

    /**
     * Likewise, of soft labels: the log loss is the one to be expected.
     *
     * @param targets 0 to 1, not all of them 0 and not all 1
     */
    public static RidgeLogistic fit(double[][] gram, double[] targets, double penalty) {
        int n = targets.length;
        double positives = Arrays.stream(targets).sum();
        if (gram.length != n || !(positives > 0) || !(positives < n) || !(penalty > 0)) {
            throw new IllegalArgumentException("%d rows, %d labels, %s of them positive, penalty %s: nothing to fit"
                    .formatted(gram.length, n, positives, penalty));
        }
        RidgeLogistic best = new RidgeLogistic(new double[n], Math.log(positives / (n - positives)));
        double lowest = best.objective(gram, targets, penalty);
        for (int iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
            RidgeLogistic target = best.newton(gram, targets, penalty);
            RidgeLogistic next = best;
            double value = lowest;
            for (double step = 1; step > 1e-6 && !(value < lowest); step /= 2) {
                next = best.towards(target, step);
                value = next.objective(gram, targets, penalty);
            }
            if (!(value < lowest - TOLERANCE * Math.max(1, lowest))) {
                return value < lowest ? next : best;
            }
            best = next;
            lowest = value;
        }
        return best;
    }

    /** Log-odds of a row. */
    public double logOdds(double[] innerProducts) {
        return dot(dual, innerProducts) + intercept;
    }

    /** One weight for each feature. */
    public double[] weights(double[][] rows) {
        double[] weights = new double[rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            for (int k = 0; k < weights.length; k++) {
                weights[k] += dual[i] * rows[i][k];
            }
        }
        return weights;
    }

    public double intercept() {
        return intercept;
    }

    private double objective(double[][] gram, double[] targets, double penalty) {
        double sum = 0;
        for (int i = 0; i < targets.length; i++) {
            double fitted = dot(dual, gram[i]);
            sum += Logistic.loss(fitted + intercept, targets[i]) + penalty / 2 * dual[i] * fitted;
        }
        return sum;
    }

    /** Where the quadratic approximation at this place has its minimum. */
    private RidgeLogistic newton(double[][] gram, double[] targets, double penalty) {
        int n = targets.length;
        double[][] matrix = new double[n][];
        double[] response = new double[n];
        for (int i = 0; i < n; i++) {
            double logOdds = logOdds(gram[i]);
            double p = Logistic.probability(logOdds);
            double variance = Math.max(MIN_VARIANCE, p * (1 - p));
            response[i] = logOdds + (targets[i] - p) / variance;
            matrix[i] = gram[i].clone();
            matrix[i][i] += penalty / variance;
        }
        Cholesky decomposed = new Cholesky(matrix);
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        double[] solved = decomposed.solve(response);
        double[] constant = decomposed.solve(ones);
        double offset = Arrays.stream(solved).sum() / Arrays.stream(constant).sum();
        for (int i = 0; i < n; i++) {
            solved[i] -= offset * constant[i];
        }
        return new RidgeLogistic(solved, offset);
    }

    private RidgeLogistic towards(RidgeLogistic target, double step) {
        double[] between = dual.clone();
        for (int i = 0; i < between.length; i++) {
            between[i] += step * (target.dual[i] - between[i]);
        }
        return new RidgeLogistic(between, intercept + step * (target.intercept - intercept));
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}

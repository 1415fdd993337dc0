package org.substantia.base.numeric;

import java.util.Optional;

/**
 * Climbs to a maximum nearby: the method of Broyden, Fletcher, Goldfarb and Shanno with a backtracking line search (J.
 * Nocedal and S. Wright, "Numerical Optimization", 2nd ed., 2006, chapters 3 and 6).
 */
public final class QuasiNewton {
    private static final int MAX_ITERATIONS = 40;
    private static final int MAX_HALVINGS = 12;
    private static final double SUFFICIENT = 1e-4;

    private final Objective objective;
    private final double longestStep;
    private final double shortestStep;

    /** A place and how high it is. */
    public static final class Peak {
        private final double[] parameters;
        private final double value;

        public Peak(double[] parameters, double value) {
            this.parameters = parameters;
            this.value = value;
        }

        public double[] parameters() {
            return parameters;
        }

        public double value() {
            return value;
        }
    }

    /**
     * @param longestStep of an iteration, as Euclidean length
     * @param shortestStep the climb ends with a step below this
     */
    public QuasiNewton(Objective objective, double longestStep, double shortestStep) {
        this.objective = objective;
        this.longestStep = longestStep;
        this.shortestStep = shortestStep;
    }

    public Peak climb(double[] start) {
        int n = start.length;
        double[] at = start.clone();
        double[] gradient = new double[n];
        double value = objective.valueAndGradient(at, gradient);
        double[][] inverse = identity(n);
        boolean fresh = true;
        for (int iteration = 0; iteration < MAX_ITERATIONS && norm(gradient) > 0; iteration++) {
            double[] direction = multiply(inverse, gradient);
            if (dot(direction, gradient) <= 0) {
                inverse = identity(n);
                fresh = true;
                direction = gradient.clone();
            }
            Optional<Step> step = step(at, value, gradient, direction, fresh);
            if (step.isEmpty()) {
                if (fresh) {
                    break;
                }
                inverse = identity(n);
                fresh = true;
                continue;
            }
            double[] next = step.get().to();
            double[] nextGradient = new double[n];
            objective.valueAndGradient(next, nextGradient);
            inverse = update(inverse, minus(next, at), minus(gradient, nextGradient), fresh);
            fresh = false;
            at = next;
            value = step.get().value();
            gradient = nextGradient;
            if (step.get().length() < shortestStep) {
                break;
            }
        }
        return new Peak(at, value);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Step(double[] to, double value, double length) {}

    /** Halves a step until it climbs enough; empty when it has to become too short for that. */
    private Optional<Step> step(double[] at, double value, double[] gradient, double[] direction, boolean fresh) {
        // The first step has no scale of its own; later ones are never absurdly long.
        double length = norm(direction);
        double factor = fresh ? longestStep / 2 / length : Math.min(1, longestStep / length);
        double rise = dot(direction, gradient);
        for (int k = 0; k < MAX_HALVINGS && factor * length >= shortestStep / 4; k++) {
            double[] next = plus(at, factor, direction);
            double nextValue = objective.value(next);
            if (nextValue > value + SUFFICIENT * factor * rise) {
                return Optional.of(new Step(next, nextValue, factor * length));
            }
            factor /= 2;
        }
        return Optional.empty();
    }

    /** Of the inverse Hessian of the negated objective; unchanged where the curvature has the wrong sign. */
    private static double[][] update(double[][] h, double[] step, double[] change, boolean fresh) {
        double curvature = dot(step, change);
        if (!(curvature > 1e-12 * norm(step) * norm(change))) {
            return h;
        }
        int n = step.length;
        double initial = fresh ? curvature / dot(change, change) : 1;
        double[][] scaled = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                scaled[i][j] = h[i][j] * initial;
            }
        }
        double[] hy = multiply(scaled, change);
        double yhy = dot(change, hy);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                scaled[i][j] += (1 + yhy / curvature) * step[i] * step[j] / curvature
                        - (hy[i] * step[j] + step[i] * hy[j]) / curvature;
            }
        }
        return scaled;
    }

    private static double[][] identity(int n) {
        double[][] out = new double[n][n];
        for (int i = 0; i < n; i++) {
            out[i][i] = 1;
        }
        return out;
    }

    private static double[] multiply(double[][] m, double[] v) {
        double[] out = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            out[i] = dot(m[i], v);
        }
        return out;
    }

    private static double[] plus(double[] a, double factor, double[] b) {
        double[] out = a.clone();
        for (int i = 0; i < out.length; i++) {
            out[i] += factor * b[i];
        }
        return out;
    }

    private static double[] minus(double[] a, double[] b) {
        return plus(a, -1, b);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double norm(double[] v) {
        return Math.sqrt(dot(v, v));
    }
}

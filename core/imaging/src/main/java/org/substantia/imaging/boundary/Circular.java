package org.substantia.imaging.boundary;

/** Arithmetic along closed contours. */
final class Circular {
    private static final double TRUNCATE = 4;

    private Circular() {}

    /** Gaussian smoothing of values along a circle; places without a value (NaN) count nowhere. */
    static double[] gaussian(double[] values, double sigma) {
        int n = values.length;
        int radius = (int) (TRUNCATE * sigma + 0.5);
        double[] weights = new double[2 * radius + 1];
        for (int k = -radius; k <= radius; k++) {
            weights[k + radius] = Math.exp(-0.5 * k * k / (sigma * sigma));
        }
        double[] out = new double[n];
        for (int i = 0; i < n; i++) {
            double sum = 0;
            double weight = 0;
            for (int k = -radius; k <= radius; k++) {
                double value = values[Math.floorMod(i + k, n)];
                if (!Double.isNaN(value)) {
                    sum += weights[k + radius] * value;
                    weight += weights[k + radius];
                }
            }
            out[i] = weight > 0 ? sum / weight : Double.NaN;
        }
        return out;
    }

    /** Of the whole population. */
    static double standardDeviation(double[] values) {
        double mean = 0;
        for (double value : values) {
            mean += value / values.length;
        }
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / values.length);
    }
}

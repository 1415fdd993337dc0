package org.substantia.diagnosis.statistics;

/**
 * Values of several cases in short.
 *
 * @param n how many values
 * @param mean NaN when {@code n} is 0
 * @param standardDeviation of the sample (divided by {@code n - 1}); NaN when {@code n} is below 2
 */
public record Summary(int n, double mean, double standardDeviation) {
    static Summary of(double[] values) {
        int n = values.length;
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        double mean = sum / n;
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return new Summary(n, n == 0 ? Double.NaN : mean, n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1)));
    }
}

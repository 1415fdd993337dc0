package org.substantia.report.patient;

/**
 * A normal distribution of healthy people.
 *
 * @param mean finite
 * @param deviation standard deviation, above 0
 */
public record NormalRange(double mean, double deviation) {
    /** @throws IllegalArgumentException if a value lies outside its range */
    public NormalRange {
        if (!Double.isFinite(mean) || !(deviation > 0) || !Double.isFinite(deviation)) {
            throw new IllegalArgumentException("not a normal range: " + mean + ", " + deviation);
        }
    }

    /** Standard deviations from the mean. */
    public double z(double value) {
        return (value - mean) / deviation;
    }
}

package org.substantia.report.patient;

/**
 * A 95 % interval.
 *
 * @param low its lower end
 * @param high its upper end
 */
public record ConfidenceInterval(double low, double high) {
    /** @throws IllegalArgumentException unless both are finite and in order */
    public ConfidenceInterval {
        if (!(low <= high) || !Double.isFinite(high - low)) {
            throw new IllegalArgumentException("no interval: " + low + " to " + high);
        }
    }
}

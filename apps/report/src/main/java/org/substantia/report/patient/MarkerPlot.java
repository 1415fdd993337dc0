package org.substantia.report.patient;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * One marker on the distributions of a cohort.
 *
 * @param name in words
 * @param unit as shown; empty for ratios
 * @param meaning what is known of it in Parkinson's disease, a short sentence; may be empty
 * @param value this patient's; empty where it could not be measured
 * @param healthy its distribution in healthy people
 * @param parkinson its distribution in Parkinson's disease
 */
public record MarkerPlot(
        String name, String unit, String meaning, OptionalDouble value, Distribution healthy, Distribution parkinson) {
    public MarkerPlot {
        Objects.requireNonNull(healthy, "healthy");
        Objects.requireNonNull(parkinson, "parkinson");
        if (value.isPresent() && !Double.isFinite(value.getAsDouble())) {
            throw new IllegalArgumentException(name + ": not a value: " + value.getAsDouble());
        }
    }
}

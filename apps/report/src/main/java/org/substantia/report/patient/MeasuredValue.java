package org.substantia.report.patient;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A measured value and what is normal for this patient.
 *
 * @param value finite
 * @param normal of healthy people, adjusted to the patient's age where known
 */
public record MeasuredValue(double value, Optional<NormalRange> normal) {
    /** @throws IllegalArgumentException if the value is not finite */
    public MeasuredValue {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("not a figure: " + value);
        }
    }

    /** Without a normal range. */
    public static MeasuredValue of(double value) {
        return new MeasuredValue(value, Optional.empty());
    }

    public static MeasuredValue of(double value, double normalMean, double normalDeviation) {
        return new MeasuredValue(value, Optional.of(new NormalRange(normalMean, normalDeviation)));
    }

    /** Standard deviations from the normal mean. */
    public OptionalDouble z() {
        return normal.map(n -> OptionalDouble.of(n.z(value))).orElse(OptionalDouble.empty());
    }
}

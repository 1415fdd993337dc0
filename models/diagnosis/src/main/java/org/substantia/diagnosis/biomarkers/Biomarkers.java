package org.substantia.diagnosis.biomarkers;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One patient's biomarkers by name, in the order of measurement. What could not be measured (a missing image, an empty
 * mask) is absent. Names and units are in docs/reference/biomarkers.md. Immutable.
 *
 * @param values finite
 */
public record Biomarkers(Map<String, Double> values) {
    /** @throws IllegalArgumentException naming a value that is not finite */
    public Biomarkers {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        values.forEach((name, value) -> {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(name + " is not finite");
            }
        });
    }

    public OptionalDouble value(String name) {
        Double value = values.get(name);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}

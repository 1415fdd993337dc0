package org.substantia.diagnosis.biomarkers;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One patient's biomarkers, in the order of measurement. What could not be measured (a missing image, an empty mask) is
 * absent. Names and units are in docs/reference/biomarkers.md. Immutable.
 *
 * @param values finite
 */
public record Biomarkers(Map<BiomarkerId, Double> values) {
    /** @throws IllegalArgumentException naming a value that is not finite */
    public Biomarkers {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        values.forEach((id, value) -> {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(id + " is not finite");
            }
        });
    }

    public OptionalDouble value(BiomarkerId id) {
        Double value = values.get(id);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}

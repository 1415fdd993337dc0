package org.substantia.diagnosis.statistics;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.subject.Diagnosis;

/**
 * The measurements of one case.
 *
 * @param id of the case
 * @param diagnosis as labeled, where it is
 * @param values those that could be taken
 */
public record CaseMeasures(String id, Optional<Diagnosis> diagnosis, Map<Quantity, Map<Nucleus, Double>> values) {
    public CaseMeasures {
        Map<Quantity, Map<Nucleus, Double>> copy = new EnumMap<>(Quantity.class);
        values.forEach((quantity, byNucleus) -> {
            Map<Nucleus, Double> inner = new EnumMap<>(Nucleus.class);
            inner.putAll(byNucleus);
            copy.put(quantity, Collections.unmodifiableMap(inner));
        });
        values = Collections.unmodifiableMap(copy);
    }

    public OptionalDouble get(Quantity quantity, Nucleus nucleus) {
        Double value = values.getOrDefault(quantity, Map.of()).get(nucleus);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}

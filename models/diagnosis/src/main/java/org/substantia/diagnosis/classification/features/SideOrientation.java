package org.substantia.diagnosis.classification.features;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.substantia.base.numeric.Logistic;
import org.substantia.diagnosis.biomarkers.BiomarkerId;

/**
 * Which side of a subject is the right one, told by the usual differences of the sides alone: in most people the left
 * thalamus, for one, holds more iron. What a figure says of a subject is averaged over both readings, the sides as they
 * are named and exchanged, by how probable each is. So a head and its mirror image get the same, and a difference of
 * sides counts as far as the subject's own anatomy tells which side it is on. Immutable.
 *
 * @param weights by biomarker: log-odds that the sides are as they are named, per unit of right minus left
 */
public record SideOrientation(Map<BiomarkerId, Double> weights) {
    public SideOrientation {
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    }

    /** How probable it is that the sides are as they are named; one half where nothing tells. */
    public double asNamed(Subject subject) {
        double logOdds = 0;
        for (Map.Entry<BiomarkerId, Double> entry : weights.entrySet()) {
            logOdds += entry.getValue() * subject.features().differences().getOrDefault(entry.getKey(), 0.0);
        }
        return Logistic.probability(logOdds);
    }

    /** A figure averaged over both readings of a subject; the same for its mirror image. */
    public double average(Subject subject, ToDoubleFunction<Subject> figure) {
        double asNamed = asNamed(subject);
        return asNamed * figure.applyAsDouble(subject) + (1 - asNamed) * figure.applyAsDouble(subject.mirrored());
    }
}

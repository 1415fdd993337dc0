package org.substantia.scoring.classification;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.substantia.base.parallel.Workers;
import org.substantia.scoring.statistics.Bootstrap;
import org.substantia.scoring.statistics.DeLong;
import org.substantia.scoring.statistics.Interval;
import org.substantia.scoring.statistics.McNemar;

/**
 * Two methods' predictions for the same patients, compared.
 *
 * @param mcNemar test of the hard labels
 * @param deLong test of the areas under the ROC curves; absent without both methods' probabilities or two patients of
 *     each class
 * @param differences paired bootstrap interval of first minus second for every metric that both have
 */
public record ClassificationComparison(
        McNemar mcNemar, Optional<DeLong> deLong, Map<ClassificationMetric, Interval> differences) {
    public ClassificationComparison {
        differences = differences.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(differences));
    }

    /** @throws IllegalArgumentException if the true labels of the two differ, so that they are not the same patients */
    public static ClassificationComparison of(
            PatientPredictions first, PatientPredictions second, Bootstrap bootstrap, Workers workers) {
        if (!Arrays.equals(first.truth(), second.truth())) {
            throw new IllegalArgumentException(
                    "a paired comparison needs the same patients in the same order, but the true labels differ");
        }
        Map<ClassificationMetric, Interval> differences = new EnumMap<>(ClassificationMetric.class);
        for (ClassificationMetric metric : ClassificationMetric.values()) {
            bootstrap
                    .difference(
                            first.patients(),
                            drawn -> metric.of(first.select(drawn)),
                            drawn -> metric.of(second.select(drawn)),
                            workers)
                    .ifPresent(interval -> differences.put(metric, interval));
        }
        return new ClassificationComparison(
                McNemar.compare(first.truth(), first.predicted(), second.predicted()),
                first.probabilities().flatMap(one -> second.probabilities()
                        .flatMap(other -> DeLong.compare(first.truth(), one, other, bootstrap.level()))),
                differences);
    }
}

package org.substantia.scoring.classification;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.substantia.base.parallel.Workers;
import org.substantia.scoring.statistics.Bootstrap;
import org.substantia.scoring.statistics.Interval;

/**
 * Every metric of a set of predictions; see {@link ClassificationMetric} for their definitions. A metric that the
 * patients leave undefined is empty.
 */
public record ClassificationScores(
        ConfusionCounts counts,
        double accuracy,
        OptionalDouble balancedAccuracy,
        OptionalDouble sensitivity,
        OptionalDouble specificity,
        OptionalDouble auroc,
        OptionalDouble averagePrecision,
        OptionalDouble brier,
        OptionalDouble calibrationError) {
    public static ClassificationScores of(PatientPredictions predictions) {
        ConfusionCounts counts = ConfusionCounts.of(predictions);
        return new ClassificationScores(
                counts,
                counts.accuracy(),
                counts.balancedAccuracy(),
                counts.sensitivity(),
                counts.specificity(),
                ClassificationMetric.AUROC.of(predictions),
                ClassificationMetric.AVERAGE_PRECISION.of(predictions),
                ClassificationMetric.BRIER.of(predictions),
                ClassificationMetric.CALIBRATION_ERROR.of(predictions));
    }

    public OptionalDouble value(ClassificationMetric metric) {
        return switch (metric) {
            case ACCURACY -> OptionalDouble.of(accuracy);
            case BALANCED_ACCURACY -> balancedAccuracy;
            case SENSITIVITY -> sensitivity;
            case SPECIFICITY -> specificity;
            case AUROC -> auroc;
            case AVERAGE_PRECISION -> averagePrecision;
            case BRIER -> brier;
            case CALIBRATION_ERROR -> calibrationError;
        };
    }

    /** The bootstrap interval of every metric that is defined, in the order of {@link ClassificationMetric}. */
    public static Map<ClassificationMetric, Interval> intervals(
            PatientPredictions predictions, Bootstrap bootstrap, Workers workers) {
        return defined(metric -> metric.interval(predictions, bootstrap, workers));
    }

    /**
     * The bootstrap interval of every metric that is defined, where some cases are of one patient.
     *
     * @param units the places of each patient's cases
     */
    public static Map<ClassificationMetric, Interval> intervals(
            PatientPredictions predictions, int[][] units, Bootstrap bootstrap, Workers workers) {
        return defined(metric -> metric.interval(predictions, units, bootstrap, workers));
    }

    private static Map<ClassificationMetric, Interval> defined(
            Function<ClassificationMetric, Optional<Interval>> interval) {
        Map<ClassificationMetric, Interval> intervals = new EnumMap<>(ClassificationMetric.class);
        for (ClassificationMetric metric : ClassificationMetric.values()) {
            interval.apply(metric).ifPresent(i -> intervals.put(metric, i));
        }
        return Collections.unmodifiableMap(intervals);
    }
}

package org.substantia.diagnosis.classification;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.scoring.classification.ClassificationMetric;
import org.substantia.scoring.classification.PatientPredictions;
import org.substantia.scoring.statistics.Interval;

/**
 * How well models classified patients whom they had not seen: every choice was made anew within the training patients
 * of each fold.
 *
 * @param predictions of all patients who have the images that the models need, each by the model of the fold that held
 *     them out, in the order of ids
 * @param metrics with bootstrap intervals over the patients
 * @param learners the winner of each fold, in words
 */
public record CrossValidation(
        PatientPredictions predictions, Map<ClassificationMetric, Interval> metrics, List<String> learners) {
    /** With less, two of five persons are classified wrongly in a cohort of as many patients as healthy persons. */
    private static final double MIN_BALANCED_ACCURACY = 0.6;

    public CrossValidation {
        Map<ClassificationMetric, Interval> sorted = new EnumMap<>(ClassificationMetric.class);
        sorted.putAll(metrics);
        metrics = Collections.unmodifiableMap(sorted);
        learners = List.copyOf(learners);
    }

    /** The share of patients with Parkinson's disease among those classified. */
    public double patientShare() {
        return Arrays.stream(predictions.truth()).average().orElseThrow();
    }

    public Optional<Interval> metric(ClassificationMetric metric) {
        return Optional.ofNullable(metrics.get(metric));
    }

    /**
     * Whether a verdict of such models is worth giving: the interval of their balanced accuracy lies above
     * {@value #MIN_BALANCED_ACCURACY}. Not the accuracy itself, which whoever always names the more frequent diagnosis
     * reaches without knowing anything.
     */
    public boolean isInformative() {
        return metric(ClassificationMetric.BALANCED_ACCURACY)
                .map(i -> i.low() > MIN_BALANCED_ACCURACY)
                .orElse(false);
    }
}

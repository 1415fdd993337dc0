package org.substantia.diagnosis.classification;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.scoring.classification.ClassificationMetric;
import org.substantia.scoring.classification.PatientPredictions;
import org.substantia.scoring.statistics.Interval;

/**
 * How well patients were told apart by models that had not seen them: every choice was made anew within the training
 * patients of each fold.
 *
 * @param predictions of all patients, each by the model of the fold that held them out, in the order of ids
 * @param figures with bootstrap intervals over the patients
 * @param learners the winner of each fold, in words
 */
public record CrossValidation(
        PatientPredictions predictions, Map<ClassificationMetric, Interval> figures, List<String> learners) {
    /** With less, two of five patients are told wrong. */
    private static final double MIN_ACCURACY = 0.6;

    public CrossValidation {
        Map<ClassificationMetric, Interval> sorted = new EnumMap<>(ClassificationMetric.class);
        sorted.putAll(figures);
        figures = Collections.unmodifiableMap(sorted);
        learners = List.copyOf(learners);
    }

    public Optional<Interval> figure(ClassificationMetric figure) {
        return Optional.ofNullable(figures.get(figure));
    }

    /**
     * Whether an answer of such models is worth giving: the interval of their accuracy lies above
     * {@value #MIN_ACCURACY}.
     */
    public boolean tellsAnything() {
        return figure(ClassificationMetric.ACCURACY)
                .map(i -> i.low() > MIN_ACCURACY)
                .orElse(false);
    }
}

package org.substantia.scoring.evaluation;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.scoring.challenge.ScoreConvention;
import org.substantia.scoring.classification.ClassificationMetric;
import org.substantia.scoring.classification.ClassificationScores;
import org.substantia.scoring.statistics.Bootstrap;
import org.substantia.scoring.statistics.Interval;

/**
 * A submission's scores and their summary, with patient-level bootstrap intervals.
 *
 * @param segmentation every case
 * @param nuclei every nucleus of every kind of mask, by scheme and label
 * @param composites mean composite over the cases whose reference is whole; empty without such cases
 * @param diagnosis the diagnoses, where both sides have some
 * @param classification their metrics; a metric that is undefined has no entry
 */
public record EvaluationSummary(
        SegmentationEvaluation segmentation,
        List<NucleusSummary> nuclei,
        Map<ScoreConvention, Interval> composites,
        Optional<DiagnosisEvaluation> diagnosis,
        Map<ClassificationMetric, Interval> classification) {

    public static EvaluationSummary of(
            SegmentationEvaluation segmentation,
            Optional<DiagnosisEvaluation> diagnosis,
            Bootstrap bootstrap,
            Workers workers) {
        List<NucleusSummary> nuclei = new ArrayList<>();
        for (LabelScheme scheme : LabelScheme.values()) {
            if (segmentation.schemes().contains(scheme)) {
                for (Nucleus nucleus : scheme.nuclei()) {
                    nuclei.add(NucleusSummary.of(scheme, nucleus, segmentation.cases(), bootstrap, workers));
                }
            }
        }
        Map<ScoreConvention, Interval> composites = new EnumMap<>(ScoreConvention.class);
        if (segmentation.hasComposite()) {
            for (ScoreConvention convention : ScoreConvention.values()) {
                composites.put(convention, bootstrap.mean(segmentation.composites(convention), workers));
            }
        }
        Map<ClassificationMetric, Interval> classification = diagnosis
                .flatMap(DiagnosisEvaluation::predictions)
                .map(predictions -> ClassificationScores.intervals(predictions, bootstrap, workers))
                .orElse(Map.of());
        return new EvaluationSummary(segmentation, List.copyOf(nuclei), composites, diagnosis, classification);
    }

    /** Whether nothing was scored: the reference has no mask, and no diagnosis is both known and predicted. */
    public boolean isEmpty() {
        return segmentation.schemes().isEmpty()
                && diagnosis.flatMap(DiagnosisEvaluation::predictions).isEmpty();
    }

    /** Whether anything of reference or submission could not be used. */
    public boolean failed() {
        return !segmentation.failedCases().isEmpty()
                || diagnosis
                        .filter(d -> !d.unpredicted().isEmpty() || !d.faults().isEmpty())
                        .isPresent();
    }
}

package org.substantia.pipeline.evaluation;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.substantia.base.provenance.Provenance;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.scoring.challenge.ChallengeScore;
import org.substantia.scoring.challenge.ScoreConvention;
import org.substantia.scoring.classification.ClassificationMetric;
import org.substantia.scoring.classification.ConfusionCounts;
import org.substantia.scoring.classification.PatientPredictions;
import org.substantia.scoring.evaluation.CaseEvaluation;
import org.substantia.scoring.evaluation.DiagnosisEvaluation;
import org.substantia.scoring.evaluation.EvaluationSummary;
import org.substantia.scoring.evaluation.NucleusSummary;
import org.substantia.scoring.evaluation.ScoringFault;
import org.substantia.scoring.evaluation.SegmentationEvaluation;
import org.substantia.scoring.evaluation.SegmentationMetric;
import org.substantia.scoring.segmentation.MaskScore;
import org.substantia.scoring.segmentation.NucleusScore;

/**
 * {@code scores.json}; docs/reference/scores-json.md describes it.
 *
 * @param weights of the composite; it, the summary and the cases are absent where the reference has no mask
 * @param cases absent, too, where the reference is to stay hidden, and above {@value #MAX_CASES} cases: each takes 14
 *     kB
 */
record ScoresJson(
        int schemaVersion,
        Provenance provenance,
        Optional<WeightsJson> weights,
        Optional<Summary> summary,
        Optional<List<Case>> cases,
        Optional<Classification> classification) {
    /** Beyond this many cases the file would hold hundreds of megabytes. */
    static final int MAX_CASES = 20_000;

    private static final int SCHEMA_VERSION = 2;

    /** Everything. */
    static ScoresJson of(Provenance provenance, EvaluationSummary evaluation) {
        return of(provenance, evaluation, false);
    }

    /**
     * What may be shown while the reference is to stay hidden: means over all cases, and how many diagnoses are right.
     *
     * @param provenance without hashes of the reference
     */
    static ScoresJson ofHidden(Provenance provenance, EvaluationSummary evaluation) {
        return of(provenance, evaluation, true);
    }

    private static ScoresJson of(Provenance provenance, EvaluationSummary evaluation, boolean hidden) {
        SegmentationEvaluation segmentation = evaluation.segmentation();
        boolean scored = !segmentation.schemes().isEmpty();
        return new ScoresJson(
                SCHEMA_VERSION,
                provenance,
                scored ? Optional.of(WeightsJson.of(segmentation.weights())) : Optional.empty(),
                scored ? Optional.of(Summary.of(evaluation)) : Optional.empty(),
                scored && !hidden && segmentation.cases().size() <= MAX_CASES
                        ? Optional.of(
                                segmentation.cases().stream().map(Case::of).toList())
                        : Optional.empty(),
                evaluation.diagnosis().flatMap(diagnosis -> diagnosis
                        .predictions()
                        .map(predictions -> hidden
                                ? Classification.ofHidden(diagnosis, predictions)
                                : Classification.of(diagnosis, predictions, evaluation))));
    }

    /** What all cases come to. */
    record Summary(
            int cases,
            List<String> failedCases,
            List<String> unreferencedCases,
            boolean masksScored,
            Map<ScoreConvention, Composite> composite,
            int flooredHausdorffCount,
            List<Nucleus> nuclei) {
        static Summary of(EvaluationSummary evaluation) {
            SegmentationEvaluation segmentation = evaluation.segmentation();
            Map<ScoreConvention, Composite> composites = new LinkedHashMap<>();
            evaluation
                    .composites()
                    .forEach((convention, interval) -> composites.put(
                            convention,
                            new Composite(
                                    IntervalJson.of(interval),
                                    segmentation.weights().maximum(convention))));
            return new Summary(
                    segmentation.cases().size(),
                    segmentation.failedCases().stream().map(CaseEvaluation::id).toList(),
                    List.copyOf(segmentation.unreferenced()),
                    segmentation.masksScored(),
                    composites,
                    segmentation.flooredHausdorffCount(),
                    evaluation.nuclei().stream().map(Nucleus::of).toList());
        }
    }

    /** The mean composite and the most that it can be. */
    record Composite(@JsonUnwrapped IntervalJson mean, double maximum) {}

    /** One nucleus over all cases. */
    record Nucleus(String mask, String nucleus, int cases, int missing, Map<String, IntervalJson> means) {
        static Nucleus of(NucleusSummary nucleus) {
            Map<String, IntervalJson> means = new LinkedHashMap<>();
            nucleus.means().forEach((metric, interval) -> means.put(metric.key(), IntervalJson.of(interval)));
            return new Nucleus(
                    nucleus.scheme().name(), nucleus.nucleus().symbol(), nucleus.cases(), nucleus.missing(), means);
        }
    }

    /** One case. */
    record Case(
            String id,
            Optional<Map<ScoreConvention, Double>> composite,
            Optional<Map<ScoreConvention, Double>> unflooredComposite,
            int flooredHausdorffCount,
            List<Fault> faults,
            List<String> warnings,
            Map<String, Mask> masks) {
        static Case of(CaseEvaluation evaluation) {
            ChallengeScore challenge = evaluation.challenge();
            Map<ScoreConvention, Double> composite = new LinkedHashMap<>();
            Map<ScoreConvention, Double> unfloored = new LinkedHashMap<>();
            if (evaluation.hasComposite()) {
                for (ScoreConvention convention : ScoreConvention.values()) {
                    composite.put(convention, challenge.composite(convention));
                    unfloored.put(convention, challenge.unflooredComposite(convention));
                }
            }
            Map<String, Mask> masks = new LinkedHashMap<>();
            for (LabelScheme scheme : LabelScheme.values()) {
                evaluation.score().mask(scheme).ifPresent(mask -> masks.put(scheme.name(), Mask.of(mask)));
            }
            return new Case(
                    evaluation.id(),
                    evaluation.hasComposite() ? Optional.of(composite) : Optional.empty(),
                    evaluation.hasComposite() ? Optional.of(unfloored) : Optional.empty(),
                    challenge.flooredHausdorffCount(),
                    evaluation.faults().stream().map(Fault::of).toList(),
                    Stream.concat(evaluation.referenceWarnings().stream(), evaluation.warnings().stream())
                            .toList(),
                    masks);
        }
    }

    /** Why a mask could not be scored. */
    record Fault(String mask, ScoringFault.Kind kind, String message) {
        static Fault of(ScoringFault fault) {
            return new Fault(fault.scheme().name(), fault.kind(), fault.message());
        }
    }

    /** One mask of a case. */
    record Mask(boolean gridsAgree, Map<String, Metrics> nuclei) {
        static Mask of(MaskScore mask) {
            Map<String, Metrics> nuclei = new LinkedHashMap<>();
            for (NucleusScore nucleus : mask.nuclei()) {
                nuclei.put(nucleus.nucleus().symbol(), Metrics.of(nucleus));
            }
            return new Mask(mask.gridsAgree(), nuclei);
        }
    }

    /**
     * One nucleus of a mask.
     *
     * @param metrics by key, written beside the voxel counts; a distance that does not exist is {@code null}
     */
    record Metrics(
            long referenceVoxels,
            long predictionVoxels,
            @JsonIgnore Map<String, Double> metrics) {
        static Metrics of(NucleusScore nucleus) {
            Map<String, Double> metrics = new LinkedHashMap<>();
            for (SegmentationMetric metric : SegmentationMetric.values()) {
                metrics.put(metric.key(), metric.of(nucleus));
            }
            return new Metrics(
                    nucleus.metrics().overlap().truthVoxels(),
                    nucleus.metrics().overlap().predictionVoxels(),
                    metrics);
        }

        @JsonAnyGetter
        Map<String, Double> entries() {
            return metrics;
        }
    }

    /** The diagnoses; the counts by the known diagnosis are absent while that is to stay hidden. */
    record Classification(
            int patients,
            Optional<Integer> truePositives,
            Optional<Integer> falsePositives,
            Optional<Integer> trueNegatives,
            Optional<Integer> falseNegatives,
            List<String> withoutPrediction,
            List<String> faults,
            Map<ClassificationMetric, IntervalJson> figures) {
        static Classification of(
                DiagnosisEvaluation diagnosis, PatientPredictions predictions, EvaluationSummary evaluation) {
            ConfusionCounts counts = ConfusionCounts.of(predictions);
            Map<ClassificationMetric, IntervalJson> metrics = new LinkedHashMap<>();
            evaluation.classification().forEach((metric, interval) -> metrics.put(metric, IntervalJson.of(interval)));
            return new Classification(
                    counts.patients(),
                    Optional.of(counts.truePositives()),
                    Optional.of(counts.falsePositives()),
                    Optional.of(counts.trueNegatives()),
                    Optional.of(counts.falseNegatives()),
                    List.copyOf(diagnosis.unpredicted()),
                    List.copyOf(diagnosis.faults()),
                    metrics);
        }

        static Classification ofHidden(DiagnosisEvaluation diagnosis, PatientPredictions predictions) {
            ConfusionCounts counts = ConfusionCounts.of(predictions);
            return new Classification(
                    counts.patients(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.copyOf(diagnosis.unpredicted()),
                    diagnosis.submissionFaults(),
                    Map.of(ClassificationMetric.ACCURACY, IntervalJson.of(counts.accuracyInterval())));
        }
    }
}

package org.substantia.challenge.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.substantia.base.parallel.Workers;
import org.substantia.challenge.model.Score;
import org.substantia.challenge.model.Track;
import org.substantia.challenge.rules.Metrics;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.scoring.challenge.ScoreConvention;
import org.substantia.scoring.classification.ClassificationScores;
import org.substantia.scoring.classification.PatientPredictions;
import org.substantia.scoring.evaluation.CaseEvaluation;
import org.substantia.scoring.evaluation.DiagnosisEvaluation;
import org.substantia.scoring.evaluation.ScoringFault;
import org.substantia.scoring.evaluation.SegmentationEvaluation;
import org.substantia.scoring.evaluation.SegmentationEvaluator;
import org.substantia.scoring.evaluation.SegmentationMetric;
import org.substantia.scoring.segmentation.CaseScorer;
import org.substantia.scoring.segmentation.MaskScore;
import org.substantia.scoring.statistics.Bootstrap;
import org.substantia.scoring.statistics.Interval;

/**
 * Scores a submission as {@code substantia evaluate} does, and keeps of it what a board may show: means over all cases.
 * Figures of single cases are kept nowhere.
 */
public final class SubmissionScorer {
    private static final long SEED = 1;

    private SubmissionScorer() {}

    /**
     * @param truth folder of the reference
     * @param submission archive
     * @throws IOException if either cannot be read, or the reference is not whole: never the participant's fault, since
     *     the submission passed the check
     */
    public static List<Score> score(Path truth, Path submission, EngineOptions options, Workers workers)
            throws IOException {
        Scored scored = scored(truth, submission, options, workers);
        List<Score> scores = new ArrayList<>();
        scored.masks().ifPresent(m -> scores.addAll(segmentation(m, options.scoreConvention(), workers)));
        scored.diagnosis().flatMap(DiagnosisEvaluation::predictions).ifPresent(p -> scores.addAll(classification(p)));
        return scores;
    }

    /**
     * What the ranking metric of each track is the mean of: the composite of every case, and 1 for every patient whose
     * label is right, else 0. They serve to compare submissions and are kept nowhere.
     *
     * @return by track and case
     * @throws IOException as {@link #score}
     */
    static Map<String, Map<String, Double>> cases(Path truth, Path submission, EngineOptions options, Workers workers)
            throws IOException {
        Scored scored = scored(truth, submission, options, workers);
        Map<String, Map<String, Double>> cases = new TreeMap<>();
        scored.masks().filter(SegmentationEvaluation::hasComposite).ifPresent(m -> {
            Map<String, Double> composites = new TreeMap<>();
            m.cases().stream()
                    .filter(CaseEvaluation::hasComposite)
                    .forEach(c -> composites.put(c.id(), c.challenge().composite(options.scoreConvention())));
            cases.put(Track.SEGMENTATION, composites);
        });
        scored.diagnosis().ifPresent(d -> d.predictions().ifPresent(p -> {
            Map<String, Double> right = new TreeMap<>();
            for (int i = 0; i < p.patients(); i++) {
                right.put(d.patients().get(i), p.truth()[i] == p.predicted()[i] ? 1.0 : 0.0);
            }
            cases.put(Track.CLASSIFICATION, right);
        }));
        return cases;
    }

    /** What there is to judge. */
    private record Scored(Optional<SegmentationEvaluation> masks, Optional<DiagnosisEvaluation> diagnosis) {}

    private static Scored scored(Path truth, Path submission, EngineOptions options, Workers workers)
            throws IOException {
        Cohort reference = Cohort.open(truth);
        Cohort predicted = Cohort.open(submission);
        Optional<SegmentationEvaluation> masks = Optional.empty();
        if (predicted.cases().stream().anyMatch(c -> !c.predictions().isEmpty())
                && reference.cases().stream().anyMatch(c -> !c.masks().isEmpty())) {
            SegmentationEvaluation evaluation = new SegmentationEvaluator(
                            CaseScorer.challenge(), options.challengeWeights())
                    .evaluate(reference, predicted, workers, done -> {});
            requireWhole(evaluation);
            masks = Optional.of(evaluation);
        }
        return new Scored(masks, DiagnosisEvaluation.of(Optional.empty(), reference, predicted));
    }

    private static void requireWhole(SegmentationEvaluation evaluation) throws IOException {
        for (CaseEvaluation c : evaluation.cases()) {
            Optional<ScoringFault> fault =
                    c.faults().stream().filter(ScoringFault::ofReference).findFirst();
            if (fault.isPresent()) {
                throw new IOException("the truth of " + c.id() + " cannot be used: "
                        + fault.get().kind());
            }
        }
    }

    private static List<Score> segmentation(
            SegmentationEvaluation evaluation, ScoreConvention convention, Workers workers) {
        List<Score> scores = new ArrayList<>();
        if (evaluation.hasComposite()) {
            Interval total = Bootstrap.seeded(SEED).mean(evaluation.composites(convention), workers);
            scores.add(Score.of(Track.SEGMENTATION, Metrics.TOTAL, total.estimate()));
            scores.add(Score.of(Track.SEGMENTATION, Metrics.TOTAL + ".low", total.low()));
            scores.add(Score.of(Track.SEGMENTATION, Metrics.TOTAL + ".high", total.high()));
        }
        for (String region : Metrics.REGIONS) {
            LabelScheme scheme = region.startsWith("nm.") ? LabelScheme.NM : LabelScheme.QSM;
            List<Nucleus> sides = scheme.nuclei().stream()
                    .filter(n -> region.endsWith("." + n.structure().symbol()))
                    .toList();
            add(scores, Metrics.dice(region), mean(evaluation, scheme, sides, SegmentationMetric.DICE));
            add(
                    scores,
                    Metrics.hausdorff(region),
                    mean(evaluation, scheme, sides, SegmentationMetric.HAUSDORFF_VOXELS));
        }
        return scores;
    }

    private static void add(List<Score> scores, String metric, OptionalDouble value) {
        value.ifPresent(v -> scores.add(Score.of(Track.SEGMENTATION, metric, v)));
    }

    /**
     * The mean of both sides, each over all cases as {@code evaluate} has it: a mask that is missing counts 0 in an
     * overlap, and an infinite distance not at all.
     */
    private static OptionalDouble mean(
            SegmentationEvaluation evaluation, LabelScheme scheme, List<Nucleus> sides, SegmentationMetric metric) {
        double sum = 0;
        for (Nucleus side : sides) {
            OptionalDouble mean = evaluation.cases().stream()
                    .map(c -> c.score().mask(scheme).map((MaskScore mask) -> mask.of(side)))
                    .flatMapToDouble(nucleus -> nucleus.isPresent()
                            ? DoubleStream.of(metric.of(nucleus.get()))
                            : metric.isDistance() ? DoubleStream.empty() : DoubleStream.of(0))
                    .filter(Double::isFinite)
                    .average();
            if (mean.isEmpty()) {
                return OptionalDouble.empty();
            }
            sum += mean.getAsDouble();
        }
        return sides.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(sum / sides.size());
    }

    private static List<Score> classification(PatientPredictions predictions) {
        ClassificationScores all = ClassificationScores.of(predictions);
        List<Score> scores = new ArrayList<>();
        int right = all.counts().truePositives() + all.counts().trueNegatives();
        scores.add(Score.of(Track.CLASSIFICATION, Metrics.ACCURACY, all.accuracy()));
        scores.add(Score.of(Track.CLASSIFICATION, Metrics.CORRECT, right));
        scores.add(Score.of(Track.CLASSIFICATION, Metrics.PATIENTS, predictions.patients()));
        scores.add(optional("sensitivity", all.sensitivity()));
        scores.add(optional("specificity", all.specificity()));
        scores.add(optional("auroc", all.auroc()));
        return scores;
    }

    private static Score optional(String metric, OptionalDouble value) {
        return new Score(Track.CLASSIFICATION, metric.toLowerCase(Locale.ROOT), value);
    }
}

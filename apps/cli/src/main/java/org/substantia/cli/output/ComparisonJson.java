package org.substantia.cli.output;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.substantia.base.provenance.Provenance;
import org.substantia.pipeline.evaluation.IntervalJson;
import org.substantia.pipeline.evaluation.WeightsJson;
import org.substantia.scoring.classification.ClassificationComparison;
import org.substantia.scoring.classification.ClassificationMetric;
import org.substantia.scoring.evaluation.SegmentationEvaluation;
import org.substantia.scoring.evaluation.SubmissionComparison;
import org.substantia.scoring.statistics.DeLong;
import org.substantia.scoring.statistics.PairedComparison;
import org.substantia.scoring.statistics.RankAgreement;
import org.substantia.scoring.statistics.RankingMethod;

/**
 * {@code comparison.json}; docs/reference/scores-json.md describes it.
 *
 * @param weights of the composite; absent where the reference has no mask
 * @param submissions their names in the order given
 * @param masksScored names of those without any prediction, whose files named as reference masks were scored
 */
public record ComparisonJson(
        int schemaVersion,
        Provenance provenance,
        Optional<WeightsJson> weights,
        List<String> submissions,
        List<String> masksScored,
        Map<RankingMethod, Ranking> rankings,
        List<Pair> pairs) {
    private static final int SCHEMA_VERSION = 1;

    public static ComparisonJson of(Provenance provenance, SubmissionComparison comparison) {
        Map<RankingMethod, Ranking> rankings = new LinkedHashMap<>();
        comparison.rankings().forEach((method, ranking) -> rankings.put(method, Ranking.of(ranking)));
        // All were scored against one reference, by the same weights.
        SegmentationEvaluation segmentation = comparison.summaries().get(0).segmentation();
        return new ComparisonJson(
                SCHEMA_VERSION,
                provenance,
                segmentation.schemes().isEmpty()
                        ? Optional.empty()
                        : Optional.of(WeightsJson.of(segmentation.weights())),
                comparison.names(),
                IntStream.range(0, comparison.names().size())
                        .filter(i ->
                                comparison.summaries().get(i).segmentation().masksScored())
                        .mapToObj(comparison.names()::get)
                        .toList(),
                rankings,
                comparison.pairs().stream()
                        .map(pair -> Pair.of(pair, comparison.names()))
                        .toList());
    }

    /** The submissions in the order of their ranks, and how stable that order is. */
    record Ranking(List<Submission> submissions, Optional<KendallTau> kendallTau) {
        static Ranking of(org.substantia.scoring.statistics.Ranking ranking) {
            return new Ranking(
                    ranking.submissions().stream().map(Submission::of).toList(),
                    ranking.agreement().map(KendallTau::of));
        }
    }

    /** The rank of one submission with its 95 % interval. */
    record Submission(String name, int rank, double value, int low, int high, List<Integer> rankCounts) {
        static Submission of(org.substantia.scoring.statistics.RankedSubmission submission) {
            return new Submission(
                    submission.name(),
                    submission.rank(),
                    submission.value(),
                    submission.low(),
                    submission.high(),
                    submission.rankCounts());
        }
    }

    /** Of resampled rankings with the ranking. */
    record KendallTau(double mean, double low, double high, double level, int undefined) {
        static KendallTau of(RankAgreement tau) {
            return new KendallTau(tau.mean(), tau.low(), tau.high(), tau.level(), tau.undefined());
        }
    }

    /** Two submissions, first minus second. */
    record Pair(String first, String second, Optional<Composite> composite, Optional<Classification> classification) {
        static Pair of(SubmissionComparison.Pair pair, List<String> names) {
            return new Pair(
                    names.get(pair.first()),
                    names.get(pair.second()),
                    pair.composite().map(paired -> Composite.of(paired, pair.adjustedP())),
                    pair.diagnosis().map(Classification::of));
        }
    }

    /** By the challenge's composite, patient by patient. */
    record Composite(
            int patients,
            double firstMean,
            double secondMean,
            IntervalJson difference,
            OptionalDouble effectSize,
            double permutationP,
            boolean permutationExact,
            double holmP,
            double wilcoxonP) {
        static Composite of(PairedComparison paired, double adjustedP) {
            return new Composite(
                    paired.patients(),
                    paired.firstMean(),
                    paired.secondMean(),
                    IntervalJson.of(paired.difference()),
                    paired.effectSize(),
                    paired.permutation().pValue(),
                    paired.permutation().exact(),
                    adjustedP,
                    paired.wilcoxon().pValue());
        }
    }

    /** By the diagnoses. */
    record Classification(
            Map<ClassificationMetric, IntervalJson> differences, McNemar mcNemar, Optional<DeLongTest> deLong) {
        static Classification of(ClassificationComparison diagnosis) {
            Map<ClassificationMetric, IntervalJson> differences = new LinkedHashMap<>();
            diagnosis.differences().forEach((metric, interval) -> differences.put(metric, IntervalJson.of(interval)));
            return new Classification(
                    differences,
                    McNemar.of(diagnosis.mcNemar()),
                    diagnosis.deLong().map(DeLongTest::of));
        }
    }

    /** McNemar's test of paired labels. */
    record McNemar(int bothRight, int onlyFirstRight, int onlySecondRight, int bothWrong, double p, double midP) {
        static McNemar of(org.substantia.scoring.statistics.McNemar test) {
            return new McNemar(
                    test.bothRight(),
                    test.onlyFirstRight(),
                    test.onlySecondRight(),
                    test.bothWrong(),
                    test.pValue(),
                    test.midP());
        }
    }

    /** DeLong's test of paired areas under the ROC curve. */
    record DeLongTest(
            double firstArea,
            double secondArea,
            double difference,
            double standardError,
            OptionalDouble p,
            double low,
            double high) {
        static DeLongTest of(DeLong test) {
            return new DeLongTest(
                    test.firstArea(),
                    test.secondArea(),
                    test.difference(),
                    test.standardError(),
                    test.pValue(),
                    test.low(),
                    test.high());
        }
    }
}

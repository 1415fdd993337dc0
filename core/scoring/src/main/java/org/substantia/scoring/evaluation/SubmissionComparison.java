package org.substantia.scoring.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.base.parallel.Workers;
import org.substantia.scoring.challenge.ScoreConvention;
import org.substantia.scoring.classification.ClassificationComparison;
import org.substantia.scoring.statistics.Bootstrap;
import org.substantia.scoring.statistics.PairedComparison;
import org.substantia.scoring.statistics.PairedPermutationTest;
import org.substantia.scoring.statistics.Ranking;
import org.substantia.scoring.statistics.RankingMethod;
import org.substantia.scoring.statistics.ScoreMatrix;
import org.substantia.scoring.statistics.SignificanceMatrix;

/**
 * Several submissions scored against the same reference, ranked and compared pair by pair on the composite, and on the
 * diagnoses where two submissions have them.
 *
 * @param convention of the composite
 * @param names of the submissions, as given
 * @param summaries one for each, in the same order
 * @param rankings by each method; empty when no composite is defined
 * @param pairs every pair of submissions, in order
 */
public record SubmissionComparison(
        ScoreConvention convention,
        List<String> names,
        List<EvaluationSummary> summaries,
        Map<RankingMethod, Ranking> rankings,
        List<Pair> pairs) {
    /**
     * Two submissions.
     *
     * @param first index of the one
     * @param second index of the other
     * @param composite first minus second on the composite, where it is defined
     * @param adjustedP p of the permutation test, corrected for the number of pairs (Holm); 1 where no composite is
     *     defined
     * @param diagnosis the diagnoses, where both have predictions for the same patients
     */
    public record Pair(
            int first,
            int second,
            Optional<PairedComparison> composite,
            double adjustedP,
            Optional<ClassificationComparison> diagnosis) {}

    public SubmissionComparison {
        names = List.copyOf(names);
        summaries = List.copyOf(summaries);
        pairs = List.copyOf(pairs);
    }

    /**
     * @param summaries of evaluations against one reference, by the submission's name, in the order wanted
     * @throws IllegalArgumentException if there are fewer than two
     */
    public static SubmissionComparison of(
            Map<String, EvaluationSummary> summaries,
            ScoreConvention convention,
            Bootstrap bootstrap,
            Workers workers) {
        if (summaries.size() < 2) {
            throw new IllegalArgumentException("a comparison needs two submissions or more, not " + summaries.size());
        }
        List<String> names = List.copyOf(summaries.keySet());
        List<EvaluationSummary> all = List.copyOf(summaries.values());
        boolean composite = all.stream().allMatch(s -> s.segmentation().hasComposite());
        Map<RankingMethod, Ranking> rankings = new LinkedHashMap<>();
        Optional<ScoreMatrix> matrix = composite ? Optional.of(matrix(names, all, convention)) : Optional.empty();
        Optional<SignificanceMatrix> significance = matrix.map(
                m -> SignificanceMatrix.of(m, PairedPermutationTest.DEFAULT_PERMUTATIONS, bootstrap.seed(), workers));
        matrix.ifPresent(m -> {
            for (RankingMethod method : RankingMethod.values()) {
                rankings.put(method, Ranking.of(m, method, bootstrap, workers));
            }
        });
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            for (int j = i + 1; j < names.size(); j++) {
                int first = i;
                int second = j;
                pairs.add(new Pair(
                        first,
                        second,
                        matrix.map(m -> PairedComparison.of(m.scoresOf(first), m.scoresOf(second), bootstrap, workers)),
                        significance.map(s -> s.adjustedPValue(first, second)).orElse(1.0),
                        diagnosis(all.get(first), all.get(second), bootstrap, workers)));
            }
        }
        return new SubmissionComparison(convention, names, all, rankings, pairs);
    }

    private static ScoreMatrix matrix(List<String> names, List<EvaluationSummary> all, ScoreConvention convention) {
        List<CaseEvaluation> cases = compositeCases(all.get(0));
        double[][] scores = new double[cases.size()][names.size()];
        for (int s = 0; s < names.size(); s++) {
            List<CaseEvaluation> ofSubmission = compositeCases(all.get(s));
            for (int p = 0; p < scores.length; p++) {
                scores[p][s] = ofSubmission.get(p).challenge().composite(convention);
            }
        }
        return ScoreMatrix.of(cases.stream().map(CaseEvaluation::id).toList(), names, scores);
    }

    /** The same cases for every submission, since only the reference decides. */
    private static List<CaseEvaluation> compositeCases(EvaluationSummary summary) {
        return summary.segmentation().cases().stream()
                .filter(CaseEvaluation::hasComposite)
                .toList();
    }

    private static Optional<ClassificationComparison> diagnosis(
            EvaluationSummary first, EvaluationSummary second, Bootstrap bootstrap, Workers workers) {
        return first.diagnosis().flatMap(DiagnosisEvaluation::predictions).flatMap(a -> second.diagnosis()
                .flatMap(DiagnosisEvaluation::predictions)
                .map(b -> ClassificationComparison.of(a, b, bootstrap, workers)));
    }
}

package org.substantia.scoring.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.substantia.base.parallel.Workers;

class RankingTest {
    private static final Workers CALLER = Workers.caller();
    private static final Bootstrap BOOTSTRAP = Bootstrap.seeded(1);

    @Test
    void ranksByMeanScoreBestFirst() {
        Ranking ranking = rank(RankingMethod.MEAN_THEN_RANK, new double[][] {{1, 5, 3}, {2, 6, 4}});
        assertThat(ranking.submissions()).extracting(RankedSubmission::name).containsExactly("B", "C", "A");
        assertThat(ranking.submissions()).extracting(RankedSubmission::value).containsExactly(5.5, 3.5, 1.5);
        assertThat(ranking.submissions()).extracting(RankedSubmission::rank).containsExactly(1, 2, 3);
    }

    @Test
    void submissionsThatTieShareTheBestRankOfTheirGroup() {
        Ranking ranking = rank(RankingMethod.MEAN_THEN_RANK, new double[][] {{1, 5, 5, 0}, {2, 6, 6, 0}});
        assertThat(ranking.submissions()).extracting(RankedSubmission::name).containsExactly("B", "C", "A", "D");
        assertThat(ranking.submissions()).extracting(RankedSubmission::rank).containsExactly(1, 1, 3, 4);
    }

    @Test
    void roundingOfASumDoesNotBreakATie() {
        // 0.1 + 0.2 + 0.3 is not 0.3 + 0.2 + 0.1 in floating point.
        Ranking ranking = rank(RankingMethod.MEAN_THEN_RANK, new double[][] {{0.3, 0.1}, {0.2, 0.2}, {0.1, 0.3}});
        assertThat(ranking.submissions()).extracting(RankedSubmission::rank).containsExactly(1, 1);
    }

    @Test
    void oneLostCaseSwaysTheMeanButNotTheMeanOfRanks() {
        double[][] scores = {{9, 8}, {9, 8}, {0, 8}};
        assertThat(rank(RankingMethod.MEAN_THEN_RANK, scores)
                        .submissions()
                        .get(0)
                        .name())
                .isEqualTo("B");
        Ranking byRanks = rank(RankingMethod.RANK_THEN_MEAN, scores);
        assertThat(byRanks.submissions().get(0).name()).isEqualTo("A");
        assertThat(byRanks.submissions().get(0).value()).isCloseTo(4 / 3.0, within(1e-12));
        assertThat(byRanks.submissions().get(1).value()).isCloseTo(5 / 3.0, within(1e-12));
    }

    @Test
    void resampledRanksHaveTheSharesOfAllPossibleResamples() {
        double[][] scores = {{5, 4, 1}, {2, 4, 3}, {6, 5, 7}, {4, 4.5, 2}};
        int[][] expected = new int[3][3];
        for (int code = 0; code < 256; code++) {
            double[] sums = new double[3];
            for (int draw = 0; draw < 4; draw++) {
                for (int s = 0; s < 3; s++) {
                    sums[s] += scores[(code >> (2 * draw)) & 3][s];
                }
            }
            for (int s = 0; s < 3; s++) {
                double own = sums[s];
                expected[s][
                        (int) IntStream.range(0, 3).filter(o -> sums[o] > own).count()]++;
            }
        }
        Ranking ranking =
                Ranking.of(matrix(scores), RankingMethod.MEAN_THEN_RANK, BOOTSTRAP.withReplicates(20_000), CALLER);
        for (RankedSubmission submission : ranking.submissions()) {
            int s = submission.name().charAt(0) - 'A';
            for (int r = 1; r <= 3; r++) {
                assertThat(submission.share(r)).isCloseTo(expected[s][r - 1] / 256.0, within(0.012));
            }
            assertThat(submission.rankCounts().stream().mapToInt(c -> c).sum()).isEqualTo(20_000);
        }
    }

    @Test
    void anOrderThatEveryPatientSharesIsPerfectlyStable() {
        Ranking ranking = rank(RankingMethod.MEAN_THEN_RANK, new double[][] {{1, 2, 3}, {2, 3, 4}, {0, 5, 9}});
        assertThat(ranking.agreement()).contains(new RankAgreement(1, 1, 1, 0.95, 2000, 0));
        for (RankedSubmission submission : ranking.submissions()) {
            assertThat(submission.share(submission.rank())).isEqualTo(1);
            assertThat(submission.low()).isEqualTo(submission.rank());
            assertThat(submission.high()).isEqualTo(submission.rank());
        }
    }

    @Test
    void rankIntervalsHoldTheLevelTheyState() {
        double[][] scores = noise(40, 5);
        Ranking ranking = Ranking.of(matrix(scores), RankingMethod.RANK_THEN_MEAN, BOOTSTRAP.withLevel(0.8), CALLER);
        for (RankedSubmission submission : ranking.submissions()) {
            double inside = IntStream.rangeClosed(submission.low(), submission.high())
                    .mapToDouble(submission::share)
                    .sum();
            assertThat(inside).isGreaterThanOrEqualTo(0.8 - 1e-12);
        }
        RankAgreement agreement = ranking.agreement().orElseThrow();
        assertThat(agreement.mean()).isBetween(agreement.low(), agreement.high());
        assertThat(agreement.low()).isGreaterThanOrEqualTo(-1);
        assertThat(agreement.high()).isLessThanOrEqualTo(1);
    }

    @Test
    void agreementIsKendallsTauB() {
        // A quarter of the resamples are the first patient twice (order A B C), a quarter the second (C B A), half the
        // whole
        // sample, where A and B tie. Tau-b with the whole is 2 / sqrt(2 * 3), minus that, and 1.
        double[][] scores = {{3, 2, 1}, {1, 2, 2.5}};
        Ranking ranking =
                Ranking.of(matrix(scores), RankingMethod.MEAN_THEN_RANK, BOOTSTRAP.withReplicates(20_000), CALLER);
        RankAgreement agreement = ranking.agreement().orElseThrow();
        assertThat(agreement.low()).isCloseTo(-2 / Math.sqrt(6), within(1e-12));
        assertThat(agreement.high()).isCloseTo(1, within(1e-12));
        assertThat(agreement.mean()).isCloseTo(0.5, within(0.015));
    }

    @Test
    void aloneOrAllAlikeThereIsNoAgreementToMeasure() {
        assertThat(rank(RankingMethod.MEAN_THEN_RANK, new double[][] {{1}, {2}}).agreement())
                .isEmpty();
        assertThat(rank(RankingMethod.MEAN_THEN_RANK, new double[][] {{1, 1}, {2, 2}})
                        .agreement())
                .isEmpty();
    }

    @Test
    void isTheSameOnOneAndThreeThreads() {
        ScoreMatrix scores = matrix(noise(60, 6));
        try (Workers three = Workers.of(3)) {
            for (RankingMethod method : RankingMethod.values()) {
                assertThat(Ranking.of(scores, method, BOOTSTRAP, three))
                        .isEqualTo(Ranking.of(scores, method, BOOTSTRAP, CALLER));
            }
        }
    }

    @Test
    void significanceIsHolmCorrectedOverAllPairs() {
        double[][] scores = noise(50, 3);
        for (double[] row : scores) {
            row[0] += 1;
        }
        ScoreMatrix matrix = matrix(scores);
        SignificanceMatrix significance = SignificanceMatrix.of(matrix, 2000, 5, CALLER);
        double[] raw = {significance.pValue(1, 0), significance.pValue(2, 0), significance.pValue(2, 1)};
        double[] adjusted = {
            significance.adjustedPValue(1, 0), significance.adjustedPValue(2, 0), significance.adjustedPValue(2, 1)
        };
        assertThat(adjusted).containsExactly(Holm.adjust(raw));
        assertThat(raw[0])
                .isEqualTo(PairedPermutationTest.compare(matrix.scoresOf(0), matrix.scoresOf(1), 2000, 5, CALLER)
                        .pValue());
        assertThat(significance.isBetter(0, 1, 0.05)).isTrue();
        assertThat(significance.isBetter(1, 0, 0.05)).isFalse();
        assertThat(significance.isBetter(1, 2, 0.05)).isFalse();
        assertThat(significance.meanDifference(0, 1)).isEqualTo(-significance.meanDifference(1, 0));
        assertThat(significance.adjustedPValue(1, 1)).isEqualTo(1);
        assertThat(significance.submissions()).containsExactly("A", "B", "C");
    }

    @Test
    void namesThePatientThatASubmissionLacks() {
        Map<String, Map<String, Double>> scores = new LinkedHashMap<>();
        scores.put("team", Map.of("RJPD_002", 5.0, "RJPD_001", 4.0));
        scores.put("other", Map.of("RJPD_001", 4.5));
        assertThatThrownBy(() -> ScoreMatrix.of(scores))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("submission other has no score for 1 of 2 patients, the first being RJPD_002;"
                        + " give it the worst score");
        scores.put("other", Map.of("RJPD_001", 4.5, "RJPD_002", 0.0));
        ScoreMatrix matrix = ScoreMatrix.of(scores);
        assertThat(matrix.patients()).containsExactly("RJPD_001", "RJPD_002");
        assertThat(matrix.submissions()).containsExactly("team", "other");
        assertThat(matrix.scoresOf(0)).containsExactly(4, 5);
        assertThat(matrix.score(1, 1)).isZero();
    }

    @Test
    void refusesAMatrixWithGapsOrDoubleNames() {
        List<String> two = List.of("A", "B");
        assertThatThrownBy(() -> ScoreMatrix.of(List.of("p"), two, new double[][] {{1}}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("patient p has 1 scores for 2");
        assertThatThrownBy(() -> ScoreMatrix.of(List.of("p"), two, new double[][] {{1, Double.NaN}}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("patient p by submission B");
        assertThatThrownBy(() -> ScoreMatrix.of(List.of("p", "q"), two, new double[][] {{1, 2}}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ScoreMatrix.of(List.of("p", "p"), two, new double[2][2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("p comes twice");
        assertThatThrownBy(() -> ScoreMatrix.of(List.of(), two, new double[0][]))
                .hasMessageContaining("patient");
    }

    private static Ranking rank(RankingMethod method, double[][] scores) {
        return Ranking.of(matrix(scores), method, BOOTSTRAP, CALLER);
    }

    private static ScoreMatrix matrix(double[][] scores) {
        return ScoreMatrix.of(
                IntStream.range(0, scores.length).mapToObj(p -> "p" + p).toList(),
                IntStream.range(0, scores[0].length)
                        .mapToObj(s -> String.valueOf((char) ('A' + s)))
                        .toList(),
                scores);
    }

    private static double[][] noise(int patients, int submissions) {
        SplittableRandom random = new SplittableRandom(3);
        double[][] scores = new double[patients][submissions];
        for (double[] row : scores) {
            for (int s = 0; s < submissions; s++) {
                row[s] = random.nextDouble();
            }
        }
        return scores;
    }
}

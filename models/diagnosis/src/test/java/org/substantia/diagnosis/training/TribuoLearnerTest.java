package org.substantia.diagnosis.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.substantia.base.json.JsonFiles;
import org.substantia.diagnosis.classification.scores.LinearScore;
import org.substantia.diagnosis.classification.scores.ScoreModel;

@Tag("slow")
class TribuoLearnerTest {
    private static final int FEATURES = 12;

    private final double[][] rows = new double[240][FEATURES];
    private final boolean[] parkinson = new boolean[240];

    /**
     * Features 2 and 11 tell the class, the latter downwards; their names would not be in order without their zeros.
     */
    TribuoLearnerTest() {
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < rows.length; i++) {
            parkinson[i] = i % 3 == 0;
            for (int f = 0; f < FEATURES; f++) {
                rows[i][f] = random.nextGaussian();
            }
            rows[i][2] += parkinson[i] ? 1.2 : 0;
            rows[i][11] -= parkinson[i] ? 1.2 : 0;
        }
    }

    private ScoreModel learn(Candidate.Kind kind) {
        double strength =
                switch (kind) {
                    case L1_LOGISTIC, L2_LOGISTIC -> 0.1;
                    case GRADIENT_BOOSTING -> 2;
                    case RANDOM_FOREST -> 6;
                    case RIDGE_LOG_ODDS, ADAPTED_LOGISTIC, UNCHANGED -> throw new AssertionError("not of Tribuo");
                };
        return TribuoLearner.train(new Candidate(kind, strength, FEATURES), rows, parkinson, 7);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"RIDGE_LOG_ODDS", "ADAPTED_LOGISTIC", "UNCHANGED"})
    void scoresRiseWithWhatTellsTheDisease(Candidate.Kind kind) {
        ScoreModel model = learn(kind);
        double[] typical = new double[FEATURES];
        typical[2] = 1.2;
        typical[11] = -1.2;
        double[] opposite = Arrays.stream(typical).map(z -> -z).toArray();

        assertThat(model.score(typical)).isGreaterThan(model.score(opposite) + 0.2);
        double[] importance = model.importance(FEATURES);
        assertThat(Math.min(importance[2], importance[11]))
                .isGreaterThan(Arrays.stream(importance).sum() / FEATURES);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"RIDGE_LOG_ODDS", "ADAPTED_LOGISTIC", "UNCHANGED"})
    void contributionsAndBaselineAddUpToTheScore(Candidate.Kind kind) {
        ScoreModel model = learn(kind);

        for (double[] row : rows) {
            assertThat(model.baseline()
                            + Arrays.stream(model.contributions(row)).sum())
                    .isCloseTo(model.score(row), within(1e-9));
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"RIDGE_LOG_ODDS", "ADAPTED_LOGISTIC", "UNCHANGED"})
    void whatIsTakenOutScoresAsTribuoItself(Candidate.Kind kind) {
        double strength = kind == Candidate.Kind.RANDOM_FOREST ? 6 : kind == Candidate.Kind.GRADIENT_BOOSTING ? 2 : 0.1;
        Candidate candidate = new Candidate(kind, strength, FEATURES);
        double[] expected = TribuoLearner.logOddsByTribuo(candidate, rows, parkinson, 7);
        ScoreModel model = TribuoLearner.train(candidate, rows, parkinson, 7);

        for (int i = 0; i < rows.length; i++) {
            assertThat(model.score(rows[i])).isCloseTo(expected[i], within(2e-3));
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"RIDGE_LOG_ODDS", "ADAPTED_LOGISTIC", "UNCHANGED"})
    void survivesJson(Candidate.Kind kind) throws Exception {
        ScoreModel model = learn(kind);
        ScoreModel read =
                JsonFiles.bind("the score", new JsonMapper().readTree(JsonFiles.text(model)), ScoreModel.class);

        read.requireFeatures(FEATURES);
        for (double[] row : rows) {
            assertThat(read.score(row)).isEqualTo(model.score(row));
        }
    }

    @Test
    void adaptingKeepsToKnownWeightsAsFarAsItIsHeldToThem() {
        double[] known = {0, 0, 1, 0, 0, 3, 0, 0, 0, 0, 0, -1};
        LinearScore from = new LinearScore(0.3, known);

        double[] held = TribuoLearner.adapt(from, 3e-5, rows, parkinson, 7).weights();
        double[] free = TribuoLearner.adapt(from, 100, rows, parkinson, 7).weights();
        double[] alone = ((LinearScore) TribuoLearner.train(
                        new Candidate(Candidate.Kind.L2_LOGISTIC, 100, FEATURES), rows, parkinson, 7))
                .weights();

        // Held, all weights are one multiple of the known ones; free, the known ones do not matter.
        for (int f = 0; f < FEATURES; f++) {
            assertThat(held[f]).isCloseTo(held[2] * known[f], within(0.05 * Math.abs(held[2])));
            assertThat(free[f]).isCloseTo(alone[f], within(0.02));
        }
        assertThat(Math.abs(held[5])).isGreaterThan(Math.abs(free[5]));
    }

    @Test
    void adaptingTakesTheSignAndSizeThatThePatientsShow() {
        double[] opposite = {0, 0, -1, 0, 0, 0, 0, 0, 0, 0, 0, 1};

        double[] adapted = TribuoLearner.adapt(new LinearScore(0, opposite), 3e-5, rows, parkinson, 7)
                .weights();

        assertThat(adapted[2]).isGreaterThan(0.5);
        assertThat(adapted[11]).isLessThan(-0.5);
    }
}

package org.substantia.diagnosis.classification.scores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.substantia.base.json.JsonFiles;

class ProbabilityCalibrationTest {
    @Test
    void plattFindsTheCurveThatMadeTheLabels() {
        SplittableRandom random = new SplittableRandom(3);
        double[] scores = new double[20_000];
        boolean[] parkinson = new boolean[scores.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = 3 * random.nextGaussian();
            parkinson[i] = random.nextDouble() < 1 / (1 + Math.exp(-(0.7 * scores[i] - 0.4)));
        }

        PlattCalibration platt = PlattCalibration.fit(scores, parkinson);
        IsotonicCalibration isotonic = IsotonicCalibration.fit(scores, parkinson);

        assertThat(platt.slope()).isCloseTo(0.7, within(0.04));
        assertThat(platt.intercept()).isCloseTo(-0.4, within(0.06));
        for (double score = -4; score <= 4; score++) {
            assertThat(isotonic.probability(score)).isCloseTo(platt.probability(score), within(0.06));
        }
    }

    @Test
    void aScoreThatPointsTheWrongWayIsNotTurnedRound() {
        double[] scores = {1, 2, 3, 4, 5, 6};
        boolean[] parkinson = {true, true, true, false, false, false};

        PlattCalibration platt = PlattCalibration.fit(scores, parkinson);

        assertThat(platt.slope()).isZero();
        assertThat(platt.probability(-100)).isCloseTo(0.5, within(1e-12));
    }

    @Property(tries = 100)
    void isotonicNeverFallsAndKeepsTheMean(@ForAll @IntRange(min = 1, max = 60) int count, @ForAll long seed)
            throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        double[] scores = new double[count];
        boolean[] parkinson = new boolean[count];
        for (int i = 0; i < count; i++) {
            // Few distinct scores, so that there are ties.
            scores[i] = random.nextInt(20) / 4.0;
            parkinson[i] = random.nextInt(5) < scores[i];
        }

        IsotonicCalibration isotonic = IsotonicCalibration.fit(scores, parkinson);

        double before = 0;
        for (double score = -1; score < 6; score += 0.05) {
            double p = isotonic.probability(score);
            assertThat(p).isStrictlyBetween(0.0, 1.0).isGreaterThanOrEqualTo(before);
            before = p;
        }
        ProbabilityCalibration read = JsonFiles.bind(
                "the calibration", new JsonMapper().readTree(JsonFiles.text(isotonic)), ProbabilityCalibration.class);
        assertThat(read.probability(2.3)).isEqualTo(isotonic.probability(2.3));
    }
}

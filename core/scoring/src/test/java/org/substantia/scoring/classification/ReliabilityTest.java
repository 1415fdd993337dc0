package org.substantia.scoring.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ReliabilityTest {
    @Test
    void binsOfEqualWidthAreClosedOnTheRight() {
        Reliability reliability = Reliability.equalWidth(
                        predictions(new int[] {0, 0, 1, 1, 1}, 0, 0.5, 0.75, 0.7500001, 1), 4)
                .orElseThrow();
        assertThat(reliability.bins())
                .containsExactly(
                        new Reliability.Bin(0, 0.25, 1, 0, 0),
                        new Reliability.Bin(0.25, 0.5, 1, 0.5, 0),
                        new Reliability.Bin(0.5, 0.75, 1, 0.75, 1),
                        new Reliability.Bin(0.75, 1, 2, (0.7500001 + 1) / 2, 1));
        assertThat(reliability.expectedCalibrationError())
                .isCloseTo((0.5 + 0.25 + 2 * (1 - 0.87500005)) / 5, within(1e-12));
    }

    @Test
    void tenthsFallIntoTheBinTheyClose() {
        for (int tenth = 1; tenth <= 10; tenth++) {
            Reliability.Bin bin = Reliability.equalWidth(predictions(new int[] {1}, tenth / 10.0), 10)
                    .orElseThrow()
                    .bins()
                    .get(0);
            assertThat(bin.high()).isEqualTo(tenth / 10.0);
        }
    }

    @Test
    void binsOfEqualCountKeepEqualProbabilitiesTogether() {
        int[] truth = {0, 1, 0, 1, 1, 1};
        Reliability reliability = Reliability.equalCount(predictions(truth, 0.1, 0.2, 0.5, 0.5, 0.5, 0.9), 3)
                .orElseThrow();
        assertThat(reliability.bins())
                .containsExactly(
                        new Reliability.Bin(0.1, 0.2, 2, (0.1 + 0.2) / 2, 0.5),
                        new Reliability.Bin(0.5, 0.5, 3, 0.5, 2 / 3.0),
                        new Reliability.Bin(0.9, 0.9, 1, 0.9, 1));
        int[] reordered = {1, 1, 1, 0, 1, 0};
        assertThat(Reliability.equalCount(predictions(reordered, 0.9, 0.5, 0.5, 0.5, 0.2, 0.1), 3)
                        .orElseThrow()
                        .expectedCalibrationError())
                .isCloseTo(reliability.expectedCalibrationError(), within(1e-15));
    }

    @Test
    void honestProbabilitiesHaveNoCalibrationError() {
        assertThat(Reliability.equalWidth(predictions(new int[] {0, 0, 0, 1}, 0.25, 0.25, 0.25, 0.25), 10)
                        .orElseThrow()
                        .expectedCalibrationError())
                .isZero();
    }

    @Test
    void refusesNoBinsAtAll() {
        assertThatThrownBy(() -> Reliability.equalWidth(predictions(new int[] {1}, 1), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static PatientPredictions predictions(int[] truth, double... probabilities) {
        return PatientPredictions.atThreshold(truth, probabilities, 0.5);
    }
}

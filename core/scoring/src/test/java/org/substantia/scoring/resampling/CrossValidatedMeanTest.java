package org.substantia.scoring.resampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.substantia.scoring.statistics.Interval;

class CrossValidatedMeanTest {
    /**
     * By hand: mean 0.8; squares .01 .0025 .0025 .01 0, so S = sqrt(.025 / 4) = .0790569; 1/5 + .2/.8 = .45; t(4) at
     * .975 = 2.776445 (tables); half = 2.776445 * .0790569 * .6708204 = .147243.
     */
    @Test
    void theIntervalIsTheCorrectedResampledOne() {
        Interval interval = CrossValidatedMean.of(new double[] {0.7, 0.75, 0.85, 0.9, 0.8}, 0.2)
                .interval(0.95)
                .orElseThrow();

        assertThat(interval.estimate()).isCloseTo(0.8, within(1e-12));
        assertThat(interval.low()).isCloseTo(0.8 - 0.147243, within(1e-6));
        assertThat(interval.high()).isCloseTo(0.8 + 0.147243, within(1e-6));
        assertThat(interval.level()).isEqualTo(0.95);
    }

    /** Uncorrected, twelvefold repetition would shrink it to nearly a quarter. */
    @Test
    void repeatingTheSameFoldsDoesNotPassForMorePatients() {
        double[] once = {0.7, 0.75, 0.85, 0.9, 0.8};
        double[] often = new double[60];
        for (int i = 0; i < often.length; i++) {
            often[i] = once[i % once.length];
        }

        double limit = CrossValidatedMean.of(often, 0.2).deviation() * 2.0 * Math.sqrt(0.25);
        Interval interval = CrossValidatedMean.of(often, 0.2).interval(0.95).orElseThrow();

        assertThat((interval.high() - interval.low()) / 2).isGreaterThan(limit);
    }

    @Test
    void oneTurnHasAMeanAndNoInterval() {
        CrossValidatedMean one = CrossValidatedMean.of(new double[] {0.5}, 0.5);

        assertThat(one.mean()).isEqualTo(0.5);
        assertThat(one.interval(0.95)).isEmpty();
    }

    @Test
    void refusesWhatHasNoMean() {
        assertThatThrownBy(() -> CrossValidatedMean.of(new double[0], 0.2))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CrossValidatedMean.of(new double[] {Double.NaN}, 0.2))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CrossValidatedMean.of(new double[] {1}, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("between 0 and 1");
    }
}

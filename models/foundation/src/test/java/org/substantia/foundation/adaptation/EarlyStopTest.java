package org.substantia.foundation.adaptation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EarlyStopTest {
    private final EarlyStop stop = new EarlyStop(2);

    @Test
    void goesOnWhileTheMeanFalls() {
        for (double loss = 1; loss > 0.1; loss -= 0.1) {
            assertThat(stop.goesOn(new double[] {loss + 0.3, loss - 0.3})).isTrue();
        }
    }

    @Test
    void stopsAfterAsManyEpochsInARowWithoutGain() {
        assertThat(stop.goesOn(new double[] {1})).isTrue();
        assertThat(stop.goesOn(new double[] {1.1})).isTrue();
        assertThat(stop.goesOn(new double[] {0.9})).isTrue();
        assertThat(stop.goesOn(new double[] {0.9})).isTrue();
        assertThat(stop.goesOn(new double[] {0.95})).isFalse();
    }

    @Test
    void stopsWhereTheLossIsNoNumber() {
        stop.goesOn(new double[] {Double.NaN});

        assertThat(stop.goesOn(new double[] {Double.NaN})).isFalse();
    }
}

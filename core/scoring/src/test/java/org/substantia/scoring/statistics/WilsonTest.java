package org.substantia.scoring.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WilsonTest {
    /** As SciPy's {@code binomtest(k, n).proportion_ci(method='wilson')}. */
    @ParameterizedTest
    @CsvSource({
        "161, 200, 0.7445595562538725, 0.8539447946559948",
        "0, 10, 0, 0.27753279986288926",
        "10, 10, 0.7224672001371109, 1",
        "1, 3, 0.06149194472039626, 0.7923403991979523"
    })
    void agreesWithSciPy(int successes, int trials, double low, double high) {
        Interval interval = Wilson.interval(successes, trials);

        assertThat(interval.estimate()).isEqualTo(successes / (double) trials);
        assertThat(interval.low()).isCloseTo(low, within(1e-12));
        assertThat(interval.high()).isCloseTo(high, within(1e-12));
        assertThat(interval.replicates()).isZero();
    }

    @Test
    void refusesWhatIsNoProportion() {
        assertThatIllegalArgumentException().isThrownBy(() -> Wilson.interval(0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Wilson.interval(3, 2));
    }
}

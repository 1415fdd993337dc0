package org.substantia.scoring.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WilsonIntervalTest {
    /** From scipy.stats.binomtest(k, n).proportion_ci(method="wilson"). */
    @ParameterizedTest
    @CsvSource({
        "0, 10, 0.000000000000000, 0.277532799862889",
        "3, 10, 0.107791267406301, 0.603221852538855",
        "10, 10, 0.722467200137111, 1.000000000000000",
        "1, 1, 0.206549314377237, 1.000000000000000",
        "27, 40, 0.520177461898777, 0.799154977682173",
        "199, 200, 0.972226295602107, 0.999116831284399",
        "161, 200, 0.7445595562538725, 0.8539447946559948",
        "200, 200, 0.9811546736227335, 1",
        "0, 5, 0, 0.43448246478317476"
    })
    void agreesWithSciPy(int positive, int count, double low, double high) {
        WilsonInterval interval = WilsonInterval.of((double) positive / count, count);
        assertThat(interval.low()).isCloseTo(low, within(1e-12));
        assertThat(interval.high()).isCloseTo(high, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"1.5, 2", "1.5, 10", "-0.1, 10", "NaN, 10", "0.5, 0"})
    void refusesWhatIsNoShare(double share, int count) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WilsonInterval.of(share, count))
                .withMessageContaining("no share");
    }
}

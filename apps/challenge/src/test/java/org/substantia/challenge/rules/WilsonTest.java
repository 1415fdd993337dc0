package org.substantia.challenge.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WilsonTest {
    /** SciPy 1.17.1: {@code binomtest(k, n).proportion_ci(method="wilson")}. */
    @Test
    void equalsSciPy() {
        assertThat(Wilson.of(161, 200).low()).isCloseTo(0.7445595562538725, within(1e-12));
        assertThat(Wilson.of(161, 200).high()).isCloseTo(0.8539447946559948, within(1e-12));
        assertThat(Wilson.of(200, 200).low()).isCloseTo(0.9811546736227335, within(1e-12));
        assertThat(Wilson.of(200, 200).high()).isEqualTo(1);
        assertThat(Wilson.of(0, 5).high()).isCloseTo(0.43448246478317476, within(1e-12));
    }

    @Test
    void refusesWhatIsNoProportion() {
        assertThatThrownBy(() -> Wilson.of(3, 2)).isInstanceOf(IllegalArgumentException.class);
    }
}

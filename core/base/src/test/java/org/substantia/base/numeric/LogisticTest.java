package org.substantia.base.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LogisticTest {
    @Test
    void lossAndProbabilityDoNotOverflow() {
        assertThat(Logistic.loss(-1000, true)).isEqualTo(1000);
        assertThat(Logistic.loss(1000, true)).isZero();
        assertThat(Logistic.probability(-1000)).isZero();
    }

    @Test
    void theLossIsThatOfTheProbability() {
        assertThat(Logistic.probability(0)).isEqualTo(0.5);
        assertThat(Logistic.probability(Math.log(3))).isCloseTo(0.75, within(1e-15));
        assertThat(Logistic.loss(Math.log(3), true)).isCloseTo(-Math.log(0.75), within(1e-15));
        assertThat(Logistic.loss(Math.log(3), false)).isCloseTo(-Math.log(0.25), within(1e-15));
    }

    @Test
    void logOddsGoBackToTheirProbabilityAndStayFiniteWhereItIsBounded() {
        assertThat(Logistic.logOdds(0.75)).isCloseTo(Math.log(3), within(1e-15));
        assertThat(Logistic.probability(Logistic.logOdds(0.2))).isCloseTo(0.2, within(1e-15));
        assertThat(Logistic.logOdds(1)).isInfinite();
        assertThat(Logistic.logOdds(Logistic.bounded(1, 1e-3))).isCloseTo(Math.log(999), within(1e-12));
        assertThat(Logistic.bounded(0, 1e-3)).isEqualTo(1e-3);
        assertThat(Logistic.bounded(0.4, 1e-3)).isEqualTo(0.4);
    }
}

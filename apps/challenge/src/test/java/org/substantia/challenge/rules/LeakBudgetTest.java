package org.substantia.challenge.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LeakBudgetTest {
    @Test
    void twoAnswersTellLittleAndManyTellALot() {
        var random = new java.util.Random(1);
        LeakBudget.Forecast two = LeakBudget.Forecast.of(200, 2, 400, random);
        LeakBudget.Forecast many = LeakBudget.Forecast.of(200, 160, 100, random);
        assertThat(two.fromHonest()).isCloseTo(0.80, within(0.01));
        assertThat(two.fromChance()).isLessThan(0.56);
        assertThat(many.fromChance()).isGreaterThan(0.7);
        assertThat(many.fromHonest()).isGreaterThan(0.83);
    }

    @Test
    void anExactAccuracyOf200LabelsHoldsUnderEightBits() {
        assertThat(LeakBudget.bitsPerAnswer(200)).isCloseTo(7.65, within(0.01));
    }
}

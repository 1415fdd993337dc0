package org.substantia.report.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class LinearScaleTest {
    @Test
    void startsAtZeroAndEndsAtARoundNumber() {
        LinearScale axis = LinearScale.around(List.of(0.08, 4.61), 0, 100, 6);

        assertThat(axis.low()).isZero();
        assertThat(axis.high()).isEqualTo(5);
        assertThat(axis.ticks()).hasSize(6);
        assertThat(axis.label(axis.ticks().get(5))).isEqualTo("5");
    }

    @Test
    void bringsValuesToPixelsInEitherDirection() {
        assertThat(LinearScale.between(0, 10, 20, 120).pixel(2.5)).isEqualTo(45);
        LinearScale up = LinearScale.between(-1, 1, 200, 100);
        assertThat(up.pixel(0.5)).isEqualTo(125);
        assertThat(up.clamped(7)).isEqualTo(100);
    }

    @Test
    void ticksAreRoundValuesWithinTheEnds() {
        LinearScale axis = LinearScale.between(96.3, 171, 0, 100, 5);

        assertThat(axis.ticks()).containsExactly(100.0, 120.0, 140.0, 160.0);
    }

    @Test
    void goesBelowZeroForNegativeValues() {
        LinearScale axis = LinearScale.around(List.of(-12.0, 154.0), 0, 100, 6);

        assertThat(axis.low()).isEqualTo(-50);
        assertThat(axis.zero()).isZero();
    }

    @Test
    void magnifiesValuesThatLieCloseTogetherFarFromZero() {
        LinearScale axis = LinearScale.around(List.of(0.945, 1.044), 0, 100, 6);

        assertThat(axis.low()).isGreaterThan(0.9);
        assertThat(axis.zero()).isEqualTo(axis.low());
        assertThat(axis.label(axis.high())).isEqualTo(String.format(Locale.ROOT, "%.2f", axis.high()));
    }

    @Test
    void standsForASingleValueAndForNone() {
        assertThat(LinearScale.around(List.of(2.0), 0, 100, 6).high()).isEqualTo(2);
        assertThat(LinearScale.around(List.of(), 0, 100, 6).ticks()).hasSizeGreaterThan(2);
    }
}

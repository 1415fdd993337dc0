package org.substantia.report.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class AxisTest {
    @Test
    void startsAtZeroAndEndsAtARoundNumber() {
        Axis axis = Axis.around(List.of(0.08, 4.61), 6);

        assertThat(axis.low()).isZero();
        assertThat(axis.high()).isEqualTo(5);
        assertThat(axis.ticks()).hasSize(6);
        assertThat(axis.label(axis.ticks().get(5))).isEqualTo("5");
    }

    @Test
    void goesBelowZeroForNegativeValues() {
        Axis axis = Axis.around(List.of(-12.0, 154.0), 6);

        assertThat(axis.low()).isEqualTo(-50);
        assertThat(axis.zero()).isZero();
    }

    @Test
    void magnifiesValuesThatLieCloseTogetherFarFromZero() {
        Axis axis = Axis.around(List.of(0.945, 1.044), 6);

        assertThat(axis.low()).isGreaterThan(0.9);
        assertThat(axis.zero()).isEqualTo(axis.low());
        assertThat(axis.label(axis.high())).isEqualTo(String.format(Locale.ROOT, "%.2f", axis.high()));
    }

    @Test
    void standsForASingleValueAndForNone() {
        assertThat(Axis.around(List.of(2.0), 6).high()).isEqualTo(2);
        assertThat(Axis.around(List.of(), 6).ticks()).hasSizeGreaterThan(2);
    }
}

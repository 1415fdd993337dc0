package org.substantia.base.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatTest {
    @Test
    void writesARealMinusButNoneBeforeZero() {
        assertThat(Format.of(-1.25, 1)).isEqualTo("\u22121.2");
        assertThat(Format.of(-0.04, 1)).isEqualTo("0.0");
        assertThat(Format.signed(0.04, 1)).isEqualTo("0.0");
        assertThat(Format.signed(1.96, 1)).isEqualTo("+2.0");
    }

    @Test
    void neverRoundsAProbabilityToCertainty() {
        assertThat(Format.percent(0.998)).isEqualTo("> 99 %");
        assertThat(Format.percent(0.002)).isEqualTo("< 1 %");
        assertThat(Format.percent(0.874)).isEqualTo("87 %");
        assertThat(Format.percent(0)).isEqualTo("0 %");
    }

    private enum Metric {
        BALANCED_ACCURACY
    }

    @Test
    void writesConstantsForProseAndForNames() {
        assertThat(Format.words(Metric.BALANCED_ACCURACY)).isEqualTo("balanced accuracy");
        assertThat(Format.lowerCase(Metric.BALANCED_ACCURACY)).isEqualTo("balanced_accuracy");
    }

    @Test
    void keepsThreeFigures() {
        assertThat(Format.threeFigures(143.4)).isEqualTo("143");
        assertThat(Format.threeFigures(14.34)).isEqualTo("14.3");
        assertThat(Format.threeFigures(0.1434)).isEqualTo("0.143");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 s",
        "59.4, 59 s",
        "59.5, 1 min",
        "3569, 59 min",
        "3570, 1 h",
        "12000, 3 h 20 min",
        "86369, 23 h 59 min",
        "86370, 1 d",
        "187200, 2 d 4 h",
        "172799, 2 d"
    })
    void writesDurationsInTheUnitsThatMatter(double seconds, String text) {
        assertThat(Format.duration(seconds)).isEqualTo(text);
    }

    @Test
    void writesCoordinatesShortly() {
        assertThat(Format.coordinate(-0.001)).isEqualTo("0");
        assertThat(Format.coordinate(120)).isEqualTo("120");
        assertThat(Format.coordinate(-1.5)).isEqualTo("-1.5");
    }
}

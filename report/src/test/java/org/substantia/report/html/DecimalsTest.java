package org.substantia.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DecimalsTest {
    @Test
    void writesARealMinusButNoneBeforeZero() {
        assertThat(Decimals.of(-1.25, 1)).isEqualTo("\u22121.2");
        assertThat(Decimals.of(-0.04, 1)).isEqualTo("0.0");
        assertThat(Decimals.signed(0.04, 1)).isEqualTo("0.0");
        assertThat(Decimals.signed(1.96, 1)).isEqualTo("+2.0");
    }

    @Test
    void neverRoundsAProbabilityToCertainty() {
        assertThat(Decimals.percent(0.998)).isEqualTo("> 99 %");
        assertThat(Decimals.percent(0.002)).isEqualTo("< 1 %");
        assertThat(Decimals.percent(0.874)).isEqualTo("87 %");
        assertThat(Decimals.percent(0)).isEqualTo("0 %");
    }

    @Test
    void keepsThreeFigures() {
        assertThat(Decimals.threeFigures(143.4)).isEqualTo("143");
        assertThat(Decimals.threeFigures(14.34)).isEqualTo("14.3");
        assertThat(Decimals.threeFigures(0.1434)).isEqualTo("0.143");
    }

    @Test
    void writesCoordinatesShortly() {
        assertThat(Decimals.coordinate(-0.001)).isEqualTo("0");
        assertThat(Decimals.coordinate(120)).isEqualTo("120");
        assertThat(Decimals.coordinate(-1.5)).isEqualTo("-1.5");
    }
}

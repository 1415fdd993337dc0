package org.substantia.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class LinePlotTest {
    @Test
    void drawsALineForEachPairOfNeighborsThatHaveValues() {
        String svg = new LinePlot(
                        "a <run>",
                        "step",
                        List.of(new LinePlot.Line(
                                "loss", List.of(0.0, 100.0, 200.0, 300.0), List.of(2.0, Double.NaN, 1.0, 0.5))))
                .svg();
        assertThat(svg)
                .contains("a &lt;run&gt;")
                .contains(">loss<")
                .contains(">300<")
                .contains(">2.00<");
        assertThat(svg.lines().filter(line -> line.contains("#0072b2") && line.contains("<line")))
                .hasSize(2);
    }

    @Test
    void refusesLinesOfUnequalLengthAndTooMany() {
        assertThatThrownBy(() -> new LinePlot.Line("loss", List.of(1.0), List.of()))
                .hasMessageContaining("loss: 1 places for 0 values");
        LinePlot.Line line = new LinePlot.Line("loss", List.of(), List.of());
        assertThatThrownBy(() -> new LinePlot("t", "step", List.of(line, line, line, line, line)))
                .hasMessageContaining("4 lines");
    }
}

package org.substantia.report.chart;

import java.util.List;
import java.util.OptionalDouble;
import org.substantia.base.text.Format;
import org.substantia.report.html.Markup;
import org.substantia.report.patient.DiagnosisPanel.ReliabilityBin;
import org.substantia.scoring.statistics.WilsonInterval;

/** Observed share of patients against predicted probability. On the diagonal a model's probabilities are right. */
public final class ReliabilityChart {
    private static final int WIDTH = 300;
    private static final int HEIGHT = 262;
    private static final int LEFT = 46;
    private static final int TOP = 12;
    private static final int SIZE = 206;
    private static final double DOT = 3;

    private ReliabilityChart() {}

    public static Markup of(List<ReliabilityBin> bins, OptionalDouble probability) {
        SvgBuilder drawing = new SvgBuilder(WIDTH, HEIGHT, "reliability", description(bins));
        drawing.rectangle(LEFT, TOP, SIZE, SIZE, Palette.CHART_AREA);
        for (int percent = 0; percent <= 100; percent += 25) {
            double share = percent / 100.0;
            drawing.line(x(share), TOP, x(share), TOP + SIZE, Palette.CHART_GRID, 1);
            drawing.line(LEFT, y(share), LEFT + SIZE, y(share), Palette.CHART_GRID, 1);
            drawing.text(x(share), TOP + SIZE + 15, "middle", 11, Palette.MUTED, Integer.toString(percent));
            drawing.text(LEFT - 6, y(share) + 4, "end", 11, Palette.MUTED, Integer.toString(percent));
        }
        drawing.dashedLine(x(0), y(0), x(1), y(1), Palette.MUTED, 1);
        if (probability.isPresent()) {
            double at = x(probability.getAsDouble());
            drawing.line(at, TOP, at, TOP + SIZE, Palette.PARKINSON, 1.5);
        }
        StringBuilder path = new StringBuilder();
        for (ReliabilityBin bin : bins) {
            path.append(path.isEmpty() ? "M" : "L")
                    .append(Format.coordinate(x(bin.predicted())))
                    .append(' ')
                    .append(Format.coordinate(y(bin.observed())));
        }
        drawing.path(path.toString(), "none", 0, Palette.HEALTHY, 1.5);
        for (ReliabilityBin bin : bins) {
            WilsonInterval interval = WilsonInterval.of(bin.observed(), bin.cases());
            drawing.line(
                    x(bin.predicted()), y(interval.low()), x(bin.predicted()), y(interval.high()), Palette.HEALTHY, 1);
            drawing.circle(x(bin.predicted()), y(bin.observed()), DOT, Palette.HEALTHY, Palette.PAPER);
        }
        drawing.text(LEFT + SIZE / 2.0, HEIGHT - 8, "middle", 11.5, Palette.INK, "predicted probability, %");
        drawing.verticalText(12, TOP + SIZE / 2.0, 11.5, Palette.INK, "with Parkinson\u2019s disease, %");
        return drawing.done();
    }

    private static double x(double share) {
        return LEFT + SIZE * share;
    }

    private static double y(double share) {
        return TOP + SIZE * (1 - share);
    }

    private static String description(List<ReliabilityBin> bins) {
        StringBuilder text =
                new StringBuilder("Reliability of the model\u2019s probabilities. Predicted and observed:");
        for (ReliabilityBin bin : bins) {
            text.append(' ')
                    .append(Format.percent(bin.predicted()))
                    .append(" and ")
                    .append(Format.of(100 * bin.observed(), 0))
                    .append(" %;");
        }
        return text.toString();
    }
}

package org.substantia.report.chart;

import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import org.substantia.base.text.Format;
import org.substantia.report.html.Markup;
import org.substantia.report.patient.Distribution;
import org.substantia.report.patient.MarkerPlot;
import org.substantia.report.patient.ReportTerms;

/** A marker's distributions in healthy people and in Parkinson's disease, with the patient's value. */
public final class DensityChart {
    private static final int WIDTH = 270;
    private static final int HEIGHT = 130;
    private static final int SIDE = 10;
    private static final int TOP = 30;
    private static final int BASE = HEIGHT - 26;
    private static final int POINTS = 120;
    private static final int TICKS = 5;

    private DensityChart() {}

    public static Markup of(MarkerPlot plot) {
        LinearScale scale = scale(plot);
        SvgBuilder drawing = new SvgBuilder(WIDTH, HEIGHT, "density", description(plot));
        double peak = Math.max(peak(plot.healthy()::density, scale), peak(plot.parkinson()::density, scale));
        for (double tick : scale.ticks()) {
            double x = scale.pixel(tick);
            drawing.line(x, BASE, x, BASE + 4, Palette.MUTED, 1);
            drawing.text(x, BASE + 17, "middle", 11, Palette.MUTED, scale.label(tick));
        }
        curve(drawing, plot.healthy()::density, scale, peak, Palette.HEALTHY);
        curve(drawing, plot.parkinson()::density, scale, peak, Palette.PARKINSON);
        drawing.line(SIDE, BASE, WIDTH - SIDE, BASE, Palette.MUTED, 1);
        if (plot.value().isPresent()) {
            mark(drawing, scale.clamped(plot.value().getAsDouble()), text(plot));
        }
        return drawing.done();
    }

    private static void mark(SvgBuilder drawing, double x, String text) {
        drawing.line(x, TOP - 8, x, BASE, Palette.INK, 2);
        drawing.circle(x, BASE, 3.5, Palette.INK, Palette.PAPER);
        double halfText = 3.4 * text.length();
        double place = Math.max(SIDE + halfText, Math.min(WIDTH - SIDE - halfText, x));
        drawing.boldText(place, TOP - 14, "middle", 12.5, Palette.INK, text);
    }

    private static String text(MarkerPlot plot) {
        return ReportTerms.withUnit(Format.threeFigures(plot.value().orElseThrow()), plot.unit());
    }

    private static String description(MarkerPlot plot) {
        String groups = String.format(
                Locale.ROOT,
                "%s: healthy %s \u00B1 %s, Parkinson\u2019s disease %s \u00B1 %s",
                plot.name(),
                Format.threeFigures(plot.healthy().mean()),
                Format.threeFigures(plot.healthy().deviation()),
                Format.threeFigures(plot.parkinson().mean()),
                Format.threeFigures(plot.parkinson().deviation()));
        return groups + (plot.value().isPresent() ? "; this patient " + text(plot) : "; not measured in this patient");
    }

    private static LinearScale scale(MarkerPlot plot) {
        Distribution h = plot.healthy();
        Distribution p = plot.parkinson();
        double low = Math.min(h.low(), p.low());
        double high = Math.max(h.high(), p.high());
        if (plot.value().isPresent()) {
            double value = plot.value().getAsDouble();
            // A value far out is drawn at the end, so that the curves stay legible.
            double room = 0.5 * (high - low);
            low = Math.min(low, Math.max(value, low - room));
            high = Math.max(high, Math.min(value, high + room));
        }
        return LinearScale.between(low, high, SIDE + 4.0, WIDTH - SIDE - 4.0, TICKS);
    }

    private static double peak(DoubleUnaryOperator density, LinearScale scale) {
        double peak = 0;
        for (int i = 0; i <= POINTS; i++) {
            peak = Math.max(peak, density.applyAsDouble(scale.low() + (scale.high() - scale.low()) * i / POINTS));
        }
        return peak;
    }

    private static void curve(
            SvgBuilder drawing, DoubleUnaryOperator density, LinearScale scale, double peak, String color) {
        StringBuilder path = new StringBuilder("M" + Format.coordinate(scale.start()) + " " + BASE);
        for (int i = 0; i <= POINTS; i++) {
            double value = scale.low() + (scale.high() - scale.low()) * i / POINTS;
            path.append('L')
                    .append(Format.coordinate(scale.pixel(value)))
                    .append(' ')
                    .append(Format.coordinate(BASE - (BASE - TOP) * density.applyAsDouble(value) / peak));
        }
        path.append('L').append(Format.coordinate(scale.end())).append(' ').append(BASE);
        drawing.path(path.toString(), color, 0.13, color, 1.8);
    }
}

package org.substantia.report.chart;

import org.substantia.base.text.Format;
import org.substantia.report.html.Markup;
import org.substantia.report.patient.DiagnosisPanel;

/** The probability on a line from healthy to Parkinson's disease, with its interval and the verdict's threshold. */
public final class ProbabilityBar {
    private static final int WIDTH = 290;
    private static final int HEIGHT = 76;
    private static final int SIDE = 14;
    private static final int MIDDLE = 30;

    private ProbabilityBar() {}

    public static Markup of(DiagnosisPanel diagnosis) {
        LinearScale scale = LinearScale.between(0, 1, SIDE, WIDTH - SIDE);
        SvgBuilder drawing = new SvgBuilder(WIDTH, HEIGHT, "gauge", description(diagnosis));
        double threshold = scale.pixel(diagnosis.threshold());
        drawing.roundedRectangle(scale.start(), MIDDLE - 5, scale.end() - scale.start(), 10, 5, Palette.HEALTHY_TINT);
        drawing.roundedRectangle(threshold, MIDDLE - 5, scale.end() - threshold, 10, 5, Palette.PARKINSON_TINT);
        drawing.rectangle(threshold, MIDDLE - 5, Math.min(6, scale.end() - threshold), 10, Palette.PARKINSON_TINT);
        for (int percent = 0; percent <= 100; percent += 25) {
            double x = scale.pixel(percent / 100.0);
            drawing.line(x, MIDDLE + 8, x, MIDDLE + 12, Palette.MUTED, 1);
            drawing.text(x, MIDDLE + 24, "middle", 11, Palette.MUTED, Integer.toString(percent));
        }
        drawing.line(threshold, MIDDLE - 11, threshold, MIDDLE + 11, Palette.MUTED, 1.5);
        drawing.text(
                Math.max(40, Math.min(WIDTH - 40, threshold)),
                MIDDLE - 17,
                "middle",
                11,
                Palette.MUTED,
                "threshold " + Format.of(100 * diagnosis.threshold(), 0));
        drawing.text(scale.start(), HEIGHT - 5, "start", 11, Palette.HEALTHY, "healthy");
        drawing.text(scale.end(), HEIGHT - 5, "end", 11, Palette.PARKINSON, "Parkinson\u2019s disease");
        if (diagnosis.interval().isPresent()) {
            double low = scale.pixel(diagnosis.interval().get().low());
            double high = scale.pixel(diagnosis.interval().get().high());
            drawing.line(low, MIDDLE, high, MIDDLE, Palette.INK, 2.5);
            drawing.line(low, MIDDLE - 4, low, MIDDLE + 4, Palette.INK, 2);
            drawing.line(high, MIDDLE - 4, high, MIDDLE + 4, Palette.INK, 2);
        }
        if (diagnosis.probability().isPresent()) {
            drawing.circle(
                    scale.pixel(diagnosis.probability().getAsDouble()),
                    MIDDLE,
                    7,
                    Palette.of(diagnosis.verdict()),
                    Palette.PAPER);
        }
        return drawing.done();
    }

    private static String description(DiagnosisPanel diagnosis) {
        String text = diagnosis.probability().isPresent()
                ? "Probability of Parkinson\u2019s disease "
                        + Format.percent(diagnosis.probability().getAsDouble())
                : "No probability";
        return text + ", threshold " + Format.of(100 * diagnosis.threshold(), 0) + " %";
    }
}

package org.substantia.report.chart;

import org.substantia.base.text.Format;
import org.substantia.report.html.Markup;

/** How far a finding moves the odds, to the right towards Parkinson's disease. */
public final class EvidenceBar {
    private static final int WIDTH = 120;
    private static final int HEIGHT = 14;

    private EvidenceBar() {}

    /** @param longest log odds that take half the bar */
    public static Markup of(double logOdds, double longest) {
        LinearScale scale = LinearScale.between(-longest, longest, 2, WIDTH - 2.0);
        SvgBuilder drawing = new SvgBuilder(WIDTH, HEIGHT, "evidence-bar", text(logOdds));
        double zero = scale.pixel(0);
        double end = scale.clamped(logOdds);
        drawing.rectangle(
                Math.min(zero, end), 2, Math.abs(end - zero), 10, logOdds > 0 ? Palette.PARKINSON : Palette.HEALTHY);
        drawing.line(zero, 0, zero, HEIGHT, Palette.MUTED, 1);
        return drawing.done();
    }

    public static String text(double logOdds) {
        String times = "\u00D7\u202F" + Format.of(Math.exp(Math.abs(logOdds)), 1);
        return times + (logOdds > 0 ? " to PD" : " to healthy");
    }
}

package org.substantia.report.chart;

import org.substantia.base.text.Format;
import org.substantia.report.html.Markup;

/** Where a value lies in its normal range: the band is 2 standard deviations to either side, its core 1. */
public final class RangeBar {
    public static final double OUTSIDE = 2;
    private static final double ENDS = 4;
    private static final int WIDTH = 92;
    private static final int HEIGHT = 14;
    private static final int PADDING = 7;
    private static final double MIDDLE = HEIGHT / 2.0;

    private RangeBar() {}

    public static Markup of(double z) {
        LinearScale scale = LinearScale.between(-ENDS, ENDS, PADDING, WIDTH - PADDING);
        SvgBuilder drawing = new SvgBuilder(
                WIDTH, HEIGHT, "range", Format.signed(z, 1) + " standard deviations from the normal mean");
        drawing.line(scale.start(), MIDDLE, scale.end(), MIDDLE, Palette.LINE, 1);
        band(drawing, scale, OUTSIDE, Palette.BAND);
        band(drawing, scale, 1, Palette.NORMAL_CORE);
        drawing.line(scale.pixel(0), MIDDLE - 5, scale.pixel(0), MIDDLE + 5, Palette.MUTED, 1);
        String color = Math.abs(z) > OUTSIDE ? Palette.ABNORMAL : Palette.INK;
        double x = scale.clamped(z);
        if (Math.abs(z) > ENDS) {
            double tip = x + Math.copySign(5, z);
            double base = x - Math.copySign(3, z);
            drawing.path(
                    "M" + Format.coordinate(tip) + " " + MIDDLE + "L" + Format.coordinate(base) + " " + (MIDDLE - 4.5)
                            + "L" + Format.coordinate(base) + " " + (MIDDLE + 4.5) + "Z",
                    color,
                    1,
                    "none",
                    0);
        } else {
            drawing.circle(x, MIDDLE, 3.6, color, Palette.PAPER);
        }
        return drawing.done();
    }

    private static void band(SvgBuilder drawing, LinearScale scale, double deviations, String color) {
        double left = scale.pixel(-deviations);
        drawing.roundedRectangle(left, MIDDLE - 4, scale.pixel(deviations) - left, 8, 2, color);
    }
}

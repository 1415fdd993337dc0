package org.substantia.report.patient;

import org.substantia.base.text.Format;
import org.substantia.report.html.Markup;

/** Where a value lies in its normal range: the band is 2 standard deviations to either side, its core 1. */
final class RangeBar {
    static final double OUTSIDE = 2;
    private static final double ENDS = 4;
    private static final int WIDTH = 92;
    private static final int HEIGHT = 14;
    private static final int PADDING = 7;
    private static final double MIDDLE = HEIGHT / 2.0;

    private RangeBar() {}

    static Markup of(double z) {
        LinearScale scale = new LinearScale(-ENDS, ENDS, PADDING, WIDTH - PADDING);
        SvgBuilder drawing = new SvgBuilder(
                WIDTH, HEIGHT, "range", Format.signed(z, 1) + " standard deviations from the normal mean");
        drawing.line(scale.left(), MIDDLE, scale.right(), MIDDLE, Palette.LINE, 1);
        band(drawing, scale, OUTSIDE, Palette.BAND);
        band(drawing, scale, 1, Palette.NORMAL_CORE);
        drawing.line(scale.pixel(0), MIDDLE - 5, scale.pixel(0), MIDDLE + 5, Palette.MUTED, 1);
        String colour = Math.abs(z) > OUTSIDE ? Palette.ABNORMAL : Palette.INK;
        double x = scale.clamped(z);
        if (Math.abs(z) > ENDS) {
            double tip = x + Math.copySign(5, z);
            double base = x - Math.copySign(3, z);
            drawing.path(
                    "M" + Format.coordinate(tip) + " " + MIDDLE + "L" + Format.coordinate(base) + " " + (MIDDLE - 4.5)
                            + "L" + Format.coordinate(base) + " " + (MIDDLE + 4.5) + "Z",
                    colour,
                    1,
                    "none",
                    0);
        } else {
            drawing.circle(x, MIDDLE, 3.6, colour, "#ffffff");
        }
        return drawing.done();
    }

    private static void band(SvgBuilder drawing, LinearScale scale, double deviations, String colour) {
        double left = scale.pixel(-deviations);
        drawing.roundedRectangle(left, MIDDLE - 4, scale.pixel(deviations) - left, 8, 2, colour);
    }
}

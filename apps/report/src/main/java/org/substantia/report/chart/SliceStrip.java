package org.substantia.report.chart;

import java.util.List;
import java.util.Locale;
import org.substantia.base.text.Format;
import org.substantia.report.html.Markup;

/**
 * How much each slice of a region counted: one bar a slice, from the feet on the left to the head on the right, its
 * height the weight. The line is where all would be the same.
 */
public final class SliceStrip {
    private static final int STEP = 9;
    private static final int BAR = 7;
    private static final int HEIGHT = 34;
    private static final int PADDING = 2;
    /** Slices that all count the same reach a third of the height, so that small differences do not look large. */
    private static final double EVEN_SHARE = 1.0 / 3;

    private SliceStrip() {}

    /** @param weights that sum up to 1 */
    public static Markup of(List<Double> weights) {
        int largest = 0;
        for (int i = 1; i < weights.size(); i++) {
            largest = weights.get(i) > weights.get(largest) ? i : largest;
        }
        double most = weights.isEmpty() ? 0 : weights.get(largest);
        double even = weights.isEmpty() ? 0 : 1.0 / weights.size();
        double width = (double) STEP * weights.size() + 2 * PADDING;
        SvgBuilder drawing = new SvgBuilder(
                width,
                HEIGHT,
                "slices",
                String.format(
                        Locale.ROOT,
                        "slice %d of %d counted most, %s",
                        largest + 1,
                        weights.size(),
                        Format.percent(most)));
        double top = Math.max(most, even / EVEN_SHARE);
        double base = HEIGHT - PADDING;
        double full = HEIGHT - 2.0 * PADDING;
        for (int i = 0; i < weights.size(); i++) {
            double tall = full * weights.get(i) / top;
            drawing.rectangle(
                    PADDING + (double) STEP * i,
                    base - tall,
                    BAR,
                    tall,
                    weights.get(i) > even * 1.5 ? Palette.PARKINSON : Palette.NORMAL_CORE);
        }
        double line = base - full * even / top;
        drawing.dashedLine(0, line, width, line, Palette.MUTED, 1);
        return drawing.done();
    }
}

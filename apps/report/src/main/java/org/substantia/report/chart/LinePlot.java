package org.substantia.report.chart;

import java.util.List;
import java.util.function.Function;
import org.substantia.base.text.Format;

/**
 * Lines over a common horizontal axis that starts at 0, each a sequence of points; such as the progress of a training
 * run. Immutable; safe to share between threads.
 *
 * @param title shown above the plot
 * @param abscissa what the horizontal axis counts
 * @param lines at most as many as there are colors
 */
public record LinePlot(String title, String abscissa, List<Line> lines) {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 420;
    private static final int LEFT = 60;
    private static final int RIGHT = 16;
    private static final int TOP = 64;
    private static final int BOTTOM = 48;
    private static final int TICKS = 5;
    /**
     * @param name in the legend
     * @param x ascending, from 0
     * @param y as many; points that are NaN are left out
     */
    public record Line(String name, List<Double> x, List<Double> y) {
        public Line {
            x = List.copyOf(x);
            y = List.copyOf(y);
            if (x.size() != y.size()) {
                throw new IllegalArgumentException(name + ": " + x.size() + " places for " + y.size() + " values");
            }
        }
    }

    /** @throws IllegalArgumentException if there are more lines than colors */
    public LinePlot {
        lines = List.copyOf(lines);
        if (lines.size() > Palette.LINES.size()) {
            throw new IllegalArgumentException("no more than " + Palette.LINES.size() + " lines can be distinguished");
        }
    }

    /** The plot as an SVG document; its vertical axis goes from 0 to the largest value. */
    public String svg() {
        double right = largest(Line::x);
        double top = largest(Line::y);
        LinearScale across = LinearScale.between(0, right, LEFT, WIDTH - RIGHT);
        LinearScale up = LinearScale.between(0, top, HEIGHT - BOTTOM, TOP);
        SvgBuilder svg = new SvgBuilder(WIDTH, HEIGHT);
        svg.boldText(LEFT, 24, "start", 16, Palette.PLOT_TEXT, title);
        for (int i = 0; i <= TICKS; i++) {
            double y = up.pixel(i * top / TICKS);
            double x = across.pixel(i * right / TICKS);
            svg.line(LEFT, y, WIDTH - RIGHT, y, Palette.PLOT_GRID, 1);
            svg.text(LEFT - 6, y + 4, "end", 12, Palette.PLOT_TEXT, number(i * top / TICKS));
            svg.text(x, HEIGHT - BOTTOM + 18, "middle", 12, Palette.PLOT_TEXT, number(i * right / TICKS));
        }
        svg.text(across.pixel(right / 2), HEIGHT - 10, "middle", 12, Palette.PLOT_TEXT, abscissa);
        for (int l = 0; l < lines.size(); l++) {
            String color = Palette.LINES.get(l);
            svg.rectangle(LEFT + 210.0 * l, 40, 14, 4, color);
            svg.text(
                    LEFT + 210.0 * l + 20,
                    46,
                    "start",
                    12,
                    Palette.PLOT_TEXT,
                    lines.get(l).name());
            draw(svg, lines.get(l), across, up, color);
        }
        return svg.done().toString();
    }

    private static void draw(SvgBuilder svg, Line line, LinearScale across, LinearScale up, String color) {
        int former = -1;
        for (int i = 0; i < line.x().size(); i++) {
            if (Double.isNaN(line.y().get(i))) {
                continue;
            }
            if (former >= 0) {
                svg.line(
                        across.pixel(line.x().get(former)),
                        up.pixel(line.y().get(former)),
                        across.pixel(line.x().get(i)),
                        up.pixel(line.y().get(i)),
                        color,
                        1.5);
            }
            former = i;
        }
    }

    private double largest(Function<Line, List<Double>> values) {
        double largest = 0;
        for (Line line : lines) {
            for (double value : values.apply(line)) {
                largest = Math.max(largest, Double.isNaN(value) ? 0 : value);
            }
        }
        return largest > 0 ? largest : 1;
    }

    private static String number(double value) {
        return Format.fixed(value, value >= 100 ? 0 : 2);
    }
}

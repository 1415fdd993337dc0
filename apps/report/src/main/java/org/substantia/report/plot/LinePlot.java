package org.substantia.report.plot;

import java.util.List;
import java.util.Locale;

/**
 * Lines over a common horizontal axis that starts at 0, each a sequence of points; for the course of a training run.
 * Immutable; safe to share between threads.
 *
 * @param title shown above the plot
 * @param across what the horizontal axis counts
 * @param lines at most as many as there are colours
 */
public record LinePlot(String title, String across, List<Line> lines) {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 420;
    private static final int LEFT = 60;
    private static final int RIGHT = 16;
    private static final int TOP = 64;
    private static final int BOTTOM = 48;
    private static final int TICKS = 5;
    private static final String TEXT = "#222222";
    private static final String GRID = "#e2e2e2";
    /** Colours that stay apart for colour-blind readers (Okabe and Ito 2008). */
    private static final List<String> COLOURS = List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7");

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

    /** @throws IllegalArgumentException if there are more lines than colours */
    public LinePlot {
        lines = List.copyOf(lines);
        if (lines.size() > COLOURS.size()) {
            throw new IllegalArgumentException("no more than " + COLOURS.size() + " lines can be told apart");
        }
    }

    /** The plot as an SVG document; its vertical axis goes from 0 to the largest value. */
    public String toSvg() {
        double right = largest(true);
        double top = largest(false);
        Svg svg = new Svg(WIDTH, HEIGHT);
        svg.text(LEFT, 24, "start", 16, "bold", TEXT, title);
        for (int i = 0; i <= TICKS; i++) {
            double y = HEIGHT - BOTTOM - i * plotHeight() / TICKS;
            double x = LEFT + i * plotWidth() / TICKS;
            svg.line(LEFT, y, WIDTH - RIGHT, y, GRID, 1);
            svg.text(LEFT - 6, y + 4, "end", 12, "normal", TEXT, number(i * top / TICKS));
            svg.text(x, HEIGHT - BOTTOM + 18, "middle", 12, "normal", TEXT, number(i * right / TICKS));
        }
        svg.text(LEFT + plotWidth() / 2, HEIGHT - 10, "middle", 12, "normal", TEXT, across);
        for (int l = 0; l < lines.size(); l++) {
            Line line = lines.get(l);
            String colour = COLOURS.get(l);
            svg.rectangle(LEFT + 210.0 * l, 40, 14, 4, colour);
            svg.text(LEFT + 210.0 * l + 20, 46, "start", 12, "normal", TEXT, line.name());
            int former = -1;
            for (int i = 0; i < line.x().size(); i++) {
                if (Double.isNaN(line.y().get(i))) {
                    continue;
                }
                if (former >= 0) {
                    svg.line(
                            LEFT + line.x().get(former) / right * plotWidth(),
                            HEIGHT - BOTTOM - line.y().get(former) / top * plotHeight(),
                            LEFT + line.x().get(i) / right * plotWidth(),
                            HEIGHT - BOTTOM - line.y().get(i) / top * plotHeight(),
                            colour,
                            1.5);
                }
                former = i;
            }
        }
        return svg.toString();
    }

    private static double plotWidth() {
        return WIDTH - LEFT - RIGHT;
    }

    private static double plotHeight() {
        return HEIGHT - TOP - BOTTOM;
    }

    private double largest(boolean across) {
        double largest = 0;
        for (Line line : lines) {
            for (double value : across ? line.x() : line.y()) {
                largest = Math.max(largest, Double.isNaN(value) ? 0 : value);
            }
        }
        return largest > 0 ? largest : 1;
    }

    private static String number(double value) {
        return value >= 100 ? String.format(Locale.ROOT, "%.0f", value) : String.format(Locale.ROOT, "%.2f", value);
    }
}

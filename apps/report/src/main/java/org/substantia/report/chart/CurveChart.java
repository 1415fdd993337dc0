package org.substantia.report.chart;

import java.util.ArrayList;
import java.util.List;
import org.substantia.base.text.Format;
import org.substantia.report.html.Markup;

/**
 * Means with their intervals over amounts of data, one curve a method, on a logarithmic horizontal axis. Curves differ
 * in color and in their marks. Immutable; safe to share between threads.
 *
 * @param description what the chart shows, for readers who cannot see it
 * @param abscissa what the horizontal axis counts
 * @param curves at most {@value #MAX_CURVES}; their places in this list give colors and marks
 * @param zeroLine whether values are differences, so that 0 is part of the chart and marked
 */
public record CurveChart(String description, String abscissa, List<Curve> curves, boolean zeroLine) {
    /** As many as can be told apart. */
    public static final int MAX_CURVES = 8;

    private static final double WIDTH = 520;
    private static final double HEIGHT = 330;
    private static final double LEFT = 52;
    private static final double RIGHT = 14;
    private static final double BOTTOM = 46;
    private static final double LEGEND_ROW = 18;
    private static final double LEGEND_COLUMN = 150;
    private static final int LEGEND_COLUMNS = 3;
    private static final int TICKS = 5;
    /** Between neighboring curves at one amount, so that their intervals can be seen. */
    private static final double APART = 5;

    /**
     * A method's means.
     *
     * @param name in the legend
     * @param points by ascending amount; a curve without points keeps its color and has no entry in the legend
     */
    public record Curve(String name, List<Point> points) {
        public Curve {
            points = List.copyOf(points);
        }
    }

    /**
     * @param amount above 0
     * @param mean finite
     * @param low lower end of the interval, the mean itself where there is none
     * @param high upper end, likewise
     */
    public record Point(int amount, double mean, double low, double high) {}

    /** @throws IllegalArgumentException if there are more curves than can be told apart */
    public CurveChart {
        curves = List.copyOf(curves);
        if (curves.size() > MAX_CURVES) {
            throw new IllegalArgumentException("no more than " + MAX_CURVES + " curves can be distinguished");
        }
    }

    /** The chart as one {@code svg} element of a page. */
    public Markup svg() {
        List<Integer> shown = new ArrayList<>();
        for (int c = 0; c < curves.size(); c++) {
            if (!curves.get(c).points().isEmpty()) {
                shown.add(c);
            }
        }
        int legendRows = (shown.size() + LEGEND_COLUMNS - 1) / LEGEND_COLUMNS;
        double top = 16 + LEGEND_ROW * legendRows;
        SvgBuilder svg = new SvgBuilder(WIDTH, HEIGHT, "curves", description);
        LinearScale up = LinearScale.around(values(), HEIGHT - BOTTOM, top, TICKS);
        for (double tick : up.ticks()) {
            svg.line(LEFT, up.pixel(tick), WIDTH - RIGHT, up.pixel(tick), Palette.PLOT_GRID, 1);
            svg.text(LEFT - 7, up.pixel(tick) + 4, "end", 12, Palette.MUTED, up.label(tick));
        }
        if (zeroLine) {
            svg.line(LEFT, up.pixel(0), WIDTH - RIGHT, up.pixel(0), Palette.MUTED, 1.2);
        }
        List<Integer> amounts = amounts();
        for (int amount : amounts) {
            double x = across(amount, amounts);
            svg.line(x, HEIGHT - BOTTOM, x, HEIGHT - BOTTOM + 4, Palette.MUTED, 1);
            svg.text(x, HEIGHT - BOTTOM + 18, "middle", 12, Palette.MUTED, Integer.toString(amount));
        }
        svg.text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, "middle", 12, Palette.MUTED, abscissa);
        for (int place = 0; place < shown.size(); place++) {
            int c = shown.get(place);
            legend(svg, place, c);
            draw(svg, c, (place - (shown.size() - 1) / 2.0) * APART, amounts, up);
        }
        return svg.done();
    }

    private void legend(SvgBuilder svg, int place, int c) {
        double x = LEFT + place % LEGEND_COLUMNS * LEGEND_COLUMN;
        int row = place / LEGEND_COLUMNS;
        double y = 14 + LEGEND_ROW * row;
        svg.line(x, y, x + 18, y, Palette.CURVES.get(c), 2);
        mark(svg, c, x + 9, y);
        svg.text(x + 24, y + 4, "start", 12, Palette.INK, curves.get(c).name());
    }

    private void draw(SvgBuilder svg, int c, double shift, List<Integer> amounts, LinearScale up) {
        String color = Palette.CURVES.get(c);
        List<Point> points = curves.get(c).points();
        for (int i = 0; i < points.size(); i++) {
            Point point = points.get(i);
            double x = across(point.amount(), amounts) + shift;
            svg.line(x, up.pixel(point.low()), x, up.pixel(point.high()), color, 1);
            if (i > 0) {
                Point former = points.get(i - 1);
                double from = across(former.amount(), amounts) + shift;
                svg.line(from, up.pixel(former.mean()), x, up.pixel(point.mean()), color, 1.8);
            }
        }
        for (Point point : points) {
            mark(svg, c, across(point.amount(), amounts) + shift, up.pixel(point.mean()));
        }
    }

    /** Disk, square, diamond and triangle, full for the first four curves and empty for the others. */
    private static void mark(SvgBuilder svg, int c, double x, double y) {
        String color = Palette.CURVES.get(c);
        String fill = c < MAX_CURVES / 2 ? color : Palette.PAPER;
        String x0 = Format.coordinate(x - 4);
        String x1 = Format.coordinate(x);
        String x2 = Format.coordinate(x + 4);
        String y0 = Format.coordinate(y - 4);
        String y1 = Format.coordinate(y);
        String y2 = Format.coordinate(y + 4);
        switch (c % (MAX_CURVES / 2)) {
            case 0 -> svg.circle(x, y, 4, fill, color);
            case 1 -> svg.path("M%s %sH%sV%sH%sZ".formatted(x0, y0, x2, y2, x0), fill, 1, color, 1.2);
            case 2 ->
                svg.path("M%s %sL%s %sL%s %sL%s %sZ".formatted(x1, y0, x2, y1, x1, y2, x0, y1), fill, 1, color, 1.2);
            default -> svg.path("M%s %sL%s %sL%s %sZ".formatted(x1, y0, x2, y2, x0, y2), fill, 1, color, 1.2);
        }
    }

    private List<Integer> amounts() {
        return curves.stream()
                .flatMap(curve -> curve.points().stream().map(Point::amount))
                .distinct()
                .sorted()
                .toList();
    }

    private static double across(int amount, List<Integer> amounts) {
        double first = Math.log(amounts.get(0));
        double last = Math.log(amounts.get(amounts.size() - 1));
        double inset = 24;
        double share = last > first ? (Math.log(amount) - first) / (last - first) : 0.5;
        return LEFT + inset + share * (WIDTH - RIGHT - LEFT - 2 * inset);
    }

    private List<Double> values() {
        List<Double> values = new ArrayList<>(zeroLine ? List.of(0.0) : List.of());
        for (Curve curve : curves) {
            for (Point point : curve.points()) {
                values.addAll(List.of(point.low(), point.mean(), point.high()));
            }
        }
        return values;
    }
}

package org.substantia.report.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Bars of several groups side by side for each category, with whiskers, and marks for values published elsewhere: the
 * challenge's own way of showing nuclei by diagnosis. Immutable; safe to share between threads.
 *
 * @param title shown above the plot
 * @param unit of the vertical axis, e.g. {@code cm3}
 * @param categories along the horizontal axis
 * @param groups bars, one of each group for every category
 * @param reference marks across all bars of a category that belong to no group; empty for none
 */
public record BarPlot(
        String title, String unit, List<String> categories, List<Group> groups, Optional<Reference> reference) {
    private static final int WIDTH = 1200;
    private static final int HEIGHT = 480;
    private static final int LEFT = 78;
    private static final int RIGHT = 16;
    private static final int TOP = 48;
    private static final int BOTTOM = 74;
    /** Share of a category's width that its bars take. */
    private static final double FILL = 0.76;

    private static final int WANTED_TICKS = 6;
    /**
     * Bars of one color.
     *
     * @param name in the legend
     * @param means heights; NaN where there is no value
     * @param deviations half lengths of the whiskers; NaN for none
     * @param reference marks across this group's bars; empty for none
     */
    public record Group(String name, List<Double> means, List<Double> deviations, Optional<Reference> reference) {
        public Group {
            means = List.copyOf(means);
            deviations = List.copyOf(deviations);
        }
    }

    /**
     * Marks of one kind.
     *
     * @param name in the legend
     * @param values heights; NaN where there is none
     */
    public record Reference(String name, List<Double> values) {
        public Reference {
            values = List.copyOf(values);
        }
    }

    /** @throws IllegalArgumentException if a group or reference has not one value for each category */
    public BarPlot {
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(unit, "unit");
        categories = List.copyOf(categories);
        groups = List.copyOf(groups);
        int expected = categories.size();
        for (Group group : groups) {
            requireLength(group.name(), group.means().size(), expected);
            requireLength(group.name(), group.deviations().size(), expected);
            group.reference().ifPresent(r -> requireLength(r.name(), r.values().size(), expected));
        }
        reference.ifPresent(r -> requireLength(r.name(), r.values().size(), expected));
    }

    private static void requireLength(String name, int length, int expected) {
        if (length != expected) {
            throw new IllegalArgumentException(name + ": " + length + " values for " + expected + " categories");
        }
    }

    /** The plot as one {@code svg} element, which is also a whole SVG file. */
    public String svg() {
        LinearScale axis = LinearScale.around(everyValue(), HEIGHT - BOTTOM, TOP, WANTED_TICKS);
        SvgBuilder svg = new SvgBuilder(WIDTH, HEIGHT);
        svg.boldText(WIDTH / 2.0, 26, "middle", 17, Palette.PLOT_TEXT, title);
        drawAxis(svg, axis);
        double slot = (double) (WIDTH - LEFT - RIGHT) / categories.size();
        double barWidth = slot * FILL / Math.max(1, groups.size());
        for (int c = 0; c < categories.size(); c++) {
            double start = LEFT + c * slot + slot * (1 - FILL) / 2;
            for (int g = 0; g < groups.size(); g++) {
                drawBar(
                        svg,
                        axis,
                        groups.get(g),
                        Palette.BARS.get(g % Palette.BARS.size()),
                        c,
                        start + g * barWidth,
                        barWidth);
            }
            if (reference.isPresent()) {
                drawMark(svg, axis, reference.get().values().get(c), start, slot * FILL);
            }
            svg.text(LEFT + (c + 0.5) * slot, HEIGHT - BOTTOM + 20, "middle", 13, Palette.PLOT_TEXT, categories.get(c));
        }
        svg.line(LEFT, axis.pixel(axis.zero()), WIDTH - RIGHT, axis.pixel(axis.zero()), Palette.PLOT_TEXT, 1);
        drawLegend(svg);
        return svg.done().toString();
    }

    private List<Double> everyValue() {
        List<Double> values = new ArrayList<>();
        for (Group group : groups) {
            for (int c = 0; c < categories.size(); c++) {
                double mean = group.means().get(c);
                double half = whisker(group, c);
                values.add(mean - half);
                values.add(mean + half);
            }
            group.reference().ifPresent(r -> values.addAll(r.values()));
        }
        reference.ifPresent(r -> values.addAll(r.values()));
        return values.stream().filter(Double::isFinite).toList();
    }

    private static double whisker(Group group, int category) {
        double half = group.deviations().get(category);
        return Double.isFinite(half) ? half : 0;
    }

    private void drawAxis(SvgBuilder svg, LinearScale axis) {
        for (double tick : axis.ticks()) {
            double y = axis.pixel(tick);
            svg.line(LEFT, y, WIDTH - RIGHT, y, Palette.PLOT_GRID, 1);
            svg.text(LEFT - 8, y + 4, "end", 13, Palette.PLOT_TEXT, axis.label(tick));
        }
        svg.verticalText(20, (TOP + HEIGHT - BOTTOM) / 2.0, 14, Palette.PLOT_TEXT, unit);
    }

    private static void drawBar(
            SvgBuilder svg, LinearScale axis, Group group, String color, int category, double x, double width) {
        double mean = group.means().get(category);
        if (Double.isFinite(mean)) {
            double top = axis.pixel(Math.max(mean, axis.zero()));
            double bottom = axis.pixel(Math.min(mean, axis.zero()));
            svg.rectangle(x + 1, top, width - 2, bottom - top, color);
            double half = whisker(group, category);
            if (half > 0) {
                double middle = x + width / 2;
                svg.line(middle, axis.pixel(mean - half), middle, axis.pixel(mean + half), Palette.PLOT_TEXT, 1.2);
                svg.line(
                        middle - 4,
                        axis.pixel(mean + half),
                        middle + 4,
                        axis.pixel(mean + half),
                        Palette.PLOT_TEXT,
                        1.2);
                svg.line(
                        middle - 4,
                        axis.pixel(mean - half),
                        middle + 4,
                        axis.pixel(mean - half),
                        Palette.PLOT_TEXT,
                        1.2);
            }
        }
        if (group.reference().isPresent()) {
            drawMark(svg, axis, group.reference().get().values().get(category), x, width);
        }
    }

    private static void drawMark(SvgBuilder svg, LinearScale axis, double value, double x, double width) {
        if (Double.isFinite(value)) {
            svg.line(x, axis.pixel(value), x + width, axis.pixel(value), Palette.PLOT_MARK, 3);
        }
    }

    private void drawLegend(SvgBuilder svg) {
        double x = LEFT;
        double y = HEIGHT - 22;
        for (int g = 0; g < groups.size(); g++) {
            svg.rectangle(x, y - 11, 16, 14, Palette.BARS.get(g % Palette.BARS.size()));
            svg.text(x + 22, y, "start", 14, Palette.PLOT_TEXT, groups.get(g).name());
            x += 44 + 7.6 * groups.get(g).name().length();
        }
        Optional<Reference> marked = reference.or(
                () -> groups.stream().flatMap(g -> g.reference().stream()).findFirst());
        if (marked.isPresent()) {
            svg.line(x, y - 4, x + 18, y - 4, Palette.PLOT_MARK, 3);
            svg.text(x + 24, y, "start", 14, Palette.PLOT_TEXT, marked.get().name());
        }
        svg.text(WIDTH - RIGHT, y, "end", 12, Palette.PLOT_NOTE, "bars: mean; whiskers: 1 SD");
    }
}

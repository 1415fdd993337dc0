package org.substantia.report.patient.page;

import java.util.List;
import java.util.Locale;
import org.substantia.report.chart.Palette;
import org.substantia.report.chart.SvgBuilder;
import org.substantia.report.html.Markup;
import org.substantia.report.patient.EncoderPanel;
import org.substantia.report.picture.GrayPng;

/** A slice with the effect of each part laid over it: the deeper the color, the more the probability owes to it. */
final class PatchMap {
    private static final int SCALE = 5;
    private static final double DEEPEST = 0.6;
    /** Points of probability that reach the deepest color at least, so that next to nothing does not look like much. */
    private static final double LEAST = 1;

    private PatchMap() {}

    static Markup of(EncoderPanel.HeatMap map) {
        int columns = map.columns();
        int rows = map.pixels().length / columns;
        double most = Math.max(
                LEAST,
                map.points().stream()
                        .flatMap(List::stream)
                        .mapToDouble(Math::abs)
                        .max()
                        .orElse(0));
        double width = (double) SCALE * columns;
        double height = (double) SCALE * rows;
        SvgBuilder drawing = new SvgBuilder(
                width,
                height,
                "patches",
                String.format(
                        Locale.ROOT,
                        "%s, slice %d of %d, effect of its parts, at most %.1f points",
                        map.title(),
                        map.slice(),
                        map.slices(),
                        most));
        drawing.markup()
                .empty(
                        "image",
                        "width",
                        Integer.toString(SCALE * columns),
                        "height",
                        Integer.toString(SCALE * rows),
                        "href",
                        GrayPng.dataAddress(columns, rows, map.pixels()));
        int lines = map.points().size();
        for (int row = 0; row < lines; row++) {
            List<Double> line = map.points().get(row);
            for (int column = 0; column < line.size(); column++) {
                double points = line.get(column);
                drawing.markup()
                        .open(
                                "rect",
                                "x",
                                number(width * column / line.size()),
                                "y",
                                number(height * row / lines),
                                "width",
                                number(width / line.size()),
                                "height",
                                number(height / lines),
                                "fill",
                                points > 0 ? Palette.PARKINSON : Palette.HEALTHY,
                                "fill-opacity",
                                number(DEEPEST * Math.abs(points) / most))
                        .element("title", String.format(Locale.ROOT, "%+.1f points", points))
                        .close();
            }
        }
        return drawing.done();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}

package org.substantia.report.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.substantia.imaging.files.AtomicFiles;

/**
 * Bars of several groups side by side for each category, with whiskers, and marks for values published elsewhere: the
 * challenge's own way of showing nuclei by diagnosis. Immutable; safe to share between threads.
 *
 * @param title shown above the plot
 * @param unit of the vertical axis, e.g. {@code Volume (cm3)}
 * @param categories along the horizontal axis
 * @param groups bars, one of each group for every category
 * @param references marks, one of each reference for every category
 */
public record BarPlot(
        String title, String unit, List<String> categories, List<Group> groups, List<Reference> references) {
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 560;
    /** Colours that stay apart for colour-blind readers (Okabe and Ito 2008). */
    private static final List<Color> GROUP_COLOURS =
            List.of(new Color(0x56, 0xB4, 0xE9), new Color(0xD5, 0x5E, 0x00), new Color(0x99, 0x99, 0x99));

    private static final List<Color> REFERENCE_COLOURS =
            List.of(new Color(0x00, 0x3C, 0x66), new Color(0x6B, 0x1E, 0x00), new Color(0x33, 0x33, 0x33));

    /**
     * Bars of one colour.
     *
     * @param name in the legend
     * @param means heights; NaN where there is no value
     * @param deviations half lengths of the whiskers; NaN or 0 for none
     */
    public record Group(String name, List<Double> means, List<Double> deviations) {}

    /**
     * Marks of one kind.
     *
     * @param name in the legend
     * @param values heights; NaN where there is no value
     */
    public record Reference(String name, List<Double> values) {}

    /** @throws IllegalArgumentException if a group or reference has not one value for each category */
    public BarPlot {
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(unit, "unit");
        categories = List.copyOf(categories);
        groups = List.copyOf(groups);
        references = List.copyOf(references);
        for (Group group : groups) {
            requireLength(group.name(), group.means(), categories);
            requireLength(group.name(), group.deviations(), categories);
        }
        for (Reference reference : references) {
            requireLength(reference.name(), reference.values(), categories);
        }
    }

    private static void requireLength(String name, List<Double> values, List<String> categories) {
        if (values.size() != categories.size()) {
            throw new IllegalArgumentException(
                    name + ": " + values.size() + " values for " + categories.size() + " categories");
        }
    }

    /** @throws IOException if the file cannot be written */
    public void writePng(Path file) throws IOException {
        BufferedImage image = BitmapEncoder.getBufferedImage(chart());
        AtomicFiles.write(file, out -> ImageIO.write(image, "png", out));
    }

    private CategoryChart chart() {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .yAxisTitle(unit)
                .build();
        style(chart);
        for (int i = 0; i < groups.size(); i++) {
            Group group = groups.get(i);
            CategorySeries bars = chart.addSeries(
                    group.name(), categories, nullForNan(group.means()), nullForNan(group.deviations()));
            bars.setFillColor(GROUP_COLOURS.get(i % GROUP_COLOURS.size()));
        }
        for (int i = 0; i < references.size(); i++) {
            Reference reference = references.get(i);
            CategorySeries marks = chart.addSeries(reference.name(), categories, nullForNan(reference.values()));
            marks.setChartCategorySeriesRenderStyle(CategorySeriesRenderStyle.Scatter);
            marks.setMarker(i == 0 ? SeriesMarkers.DIAMOND : SeriesMarkers.TRIANGLE_UP);
            marks.setMarkerColor(REFERENCE_COLOURS.get(i % REFERENCE_COLOURS.size()));
        }
        return chart;
    }

    private static void style(CategoryChart chart) {
        chart.getStyler()
                .setChartBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false)
                .setLegendPosition(LegendPosition.OutsideS)
                .setLegendLayout(LegendLayout.Horizontal)
                .setLegendBorderColor(Color.WHITE)
                .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 18))
                .setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14))
                .setMarkerSize(9);
        chart.getStyler()
                .setAvailableSpaceFill(0.8)
                .setPlotGridVerticalLinesVisible(false)
                .setPlotGridLinesColor(new Color(0xE0, 0xE0, 0xE0))
                .setPlotGridLinesStroke(new BasicStroke(1f))
                .setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13))
                .setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    }

    /** The plotting library leaves out what is null. */
    private static List<Double> nullForNan(List<Double> values) {
        return values.stream().map(v -> v.isNaN() ? null : v).toList();
    }
}

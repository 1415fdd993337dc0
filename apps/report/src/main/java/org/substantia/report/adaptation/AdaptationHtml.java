package org.substantia.report.adaptation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.substantia.base.io.AtomicFiles;
import org.substantia.base.text.Format;
import org.substantia.report.chart.CurveChart;
import org.substantia.report.html.Markup;
import org.substantia.report.html.Page;
import org.substantia.scoring.statistics.Interval;

/**
 * Writes adaptation curves as one HTML file: for each measure two charts, the method's means and their differences to
 * the control, and a table of the same numbers. It asks no network and runs no script; the same curves give the same
 * bytes. Safe for use by several threads.
 */
public final class AdaptationHtml {
    private static final String ABSCISSA = "labeled cases to learn from";
    private static final String NUMBER = "number";

    private AdaptationHtml() {}

    /** @throws IOException if the file cannot be written */
    public static void write(AdaptationReport report, Path file) throws IOException {
        AtomicFiles.writeText(file, html(report));
    }

    public static String html(AdaptationReport report) {
        Markup page = Page.begin(report.title(), "", "Substantia  \u00B7  " + report.title());
        page.open("main");
        page.open("header");
        Page.addMasthead(page, "Adaptation curves");
        page.element("h1", report.title());
        report.summary().forEach(line -> page.element("p", line, "class", "note"));
        page.close();
        methods(page, report);
        report.measures().forEach(measure -> measure(page, report.methods(), measure));
        costs(page, report.costs());
        remarks(page, report.remarks());
        Page.addProvenance(page, report.provenance());
        page.element("footer", Page.RESEARCH);
        page.close();
        return page.close().close().toString();
    }

    private static void methods(Markup page, AdaptationReport report) {
        page.open("section").element("h2", "Methods");
        page.open("table").open("tbody");
        for (int m = 0; m < report.methods().size(); m++) {
            AdaptationReport.Method method = report.methods().get(m);
            page.open("tr").element("th", method.name(), "scope", "row");
            page.element("td", method.description() + (m == 0 ? " The control." : ""));
            page.close();
        }
        page.close().close().close();
    }

    private static void measure(Markup page, List<AdaptationReport.Method> methods, AdaptationReport.Measure measure) {
        page.open("section").element("h2", measure.title());
        page.open("div", "class", "curve-pair");
        figure(page, chart(methods, measure, false), "Mean", "with its interval.");
        if (methods.size() > 1) {
            figure(
                    page,
                    chart(methods, measure, true),
                    "Difference to " + methods.get(0).name(),
                    "in the same folds, with its interval.");
        }
        page.close();
        page.open("table", "class", "curve-table").open("thead").open("tr");
        page.element("th", "Method", "scope", "col");
        for (String title : List.of("Labeled cases", "Mean", "Interval", "Difference", "Its interval", "Turns")) {
            page.element("th", title, "scope", "col", "class", NUMBER);
        }
        page.close().close().open("tbody");
        List<AdaptationReport.Row> rows = measure.rows();
        for (int i = 0; i < rows.size(); i++) {
            boolean first =
                    i == 0 || !rows.get(i - 1).method().equals(rows.get(i).method());
            boolean last = i + 1 == rows.size()
                    || !rows.get(i + 1).method().equals(rows.get(i).method());
            row(page, rows, i, first, last, measure.decimals());
        }
        page.close().close().close();
    }

    private static void row(
            Markup page, List<AdaptationReport.Row> rows, int i, boolean first, boolean last, int decimals) {
        AdaptationReport.Row row = rows.get(i);
        page.open("tr", "class", last ? "last" : "");
        if (first) {
            long span = rows.stream()
                    .filter(other -> other.method().equals(row.method()))
                    .count();
            page.element("th", row.method(), "scope", "rowgroup", "rowspan", Long.toString(span));
        }
        cell(page, Integer.toString(row.amount()));
        cell(page, Format.of(row.mean(), decimals));
        cell(page, interval(row.interval(), decimals));
        cell(page, row.difference().isPresent() ? Format.signed(row.difference().getAsDouble(), decimals) : "\u2013");
        cell(page, interval(row.differenceInterval(), decimals));
        cell(page, Integer.toString(row.turns()));
        page.close();
    }

    private static void cell(Markup page, String text) {
        page.element("td", text, "class", NUMBER);
    }

    private static String interval(Optional<Interval> interval, int decimals) {
        return interval.map(i -> Format.of(i.low(), decimals) + " to " + Format.of(i.high(), decimals))
                .orElse("\u2013");
    }

    private static void figure(Markup page, CurveChart chart, String title, String caption) {
        page.open("figure").add(chart.svg());
        page.open("figcaption").element("b", title).text(" " + caption).close();
        page.close();
    }

    private static CurveChart chart(
            List<AdaptationReport.Method> methods, AdaptationReport.Measure measure, boolean difference) {
        List<CurveChart.Curve> curves = new ArrayList<>();
        for (AdaptationReport.Method method : methods) {
            List<CurveChart.Point> points = new ArrayList<>();
            for (AdaptationReport.Row row : measure.rows()) {
                if (row.method().equals(method.name())) {
                    point(row, difference).ifPresent(points::add);
                }
            }
            curves.add(new CurveChart.Curve(method.name(), points));
        }
        String what = difference ? "Differences of " + measure.title() : measure.title();
        return new CurveChart(what + " by the number of labeled cases", ABSCISSA, curves, difference);
    }

    private static Optional<CurveChart.Point> point(AdaptationReport.Row row, boolean difference) {
        OptionalDouble mean = difference ? row.difference() : OptionalDouble.of(row.mean());
        if (mean.isEmpty()) {
            return Optional.empty();
        }
        Optional<Interval> interval = difference ? row.differenceInterval() : row.interval();
        double middle = mean.getAsDouble();
        return Optional.of(new CurveChart.Point(
                row.amount(),
                middle,
                interval.map(Interval::low).orElse(middle),
                interval.map(Interval::high).orElse(middle)));
    }

    private static void costs(Markup page, List<AdaptationReport.Cost> costs) {
        page.open("section").element("h2", "Cost of learning and testing once");
        page.open("table").open("thead").open("tr");
        page.element("th", "Method", "scope", "col");
        for (String title : List.of("Labeled cases", "Trained weights", "Seconds", "Peak memory")) {
            page.element("th", title, "scope", "col", "class", NUMBER);
        }
        page.close().close().open("tbody");
        for (AdaptationReport.Cost cost : costs) {
            page.open("tr").element("th", cost.method(), "scope", "row");
            cell(page, Integer.toString(cost.amount()));
            cell(page, Format.of(cost.trainedWeights(), 0));
            cell(page, Format.threeFigures(cost.seconds()));
            cell(page, cost.peakMemoryMiB().isPresent() ? cost.peakMemoryMiB().getAsLong() + " MiB" : "\u2013");
            page.close();
        }
        page.close().close();
        page.element(
                "p",
                "Means over turns, the largest for memory. Memory is that of the whole process, and is not measured"
                        + " where several turns run at once.",
                "class",
                "note");
        page.close();
    }

    private static void remarks(Markup page, List<String> remarks) {
        if (!remarks.isEmpty()) {
            page.open("section", "class", "flags").element("h2", "Not learned or not tested");
            page.open("ul");
            remarks.forEach(remark -> page.element("li", remark));
            page.close().close();
        }
    }
}

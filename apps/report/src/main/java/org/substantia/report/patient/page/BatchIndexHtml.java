package org.substantia.report.patient.page;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.substantia.base.io.AtomicFiles;
import org.substantia.base.io.Sha256;
import org.substantia.base.text.Format;
import org.substantia.diagnosis.classification.Verdict;
import org.substantia.report.chart.Palette;
import org.substantia.report.chart.SvgBuilder;
import org.substantia.report.html.Markup;
import org.substantia.report.html.Page;
import org.substantia.report.patient.BatchRow;
import org.substantia.report.patient.ReportTerms;

/**
 * Writes the table of a batch's patients as one HTML file with links to their reports. A click on a column's head sorts
 * by it, without a network; without scripts the table stands in the order given. Safe for use by several threads.
 */
public final class BatchIndexHtml {
    private static final String SORT = Page.kit("sort.js");

    private BatchIndexHtml() {}

    /** @throws IOException if the file cannot be written */
    public static void write(String title, List<BatchRow> rows, Map<String, String> provenance, Path file)
            throws IOException {
        AtomicFiles.writeText(file, html(title, rows, provenance));
    }

    /** @param provenance names and values under the table */
    public static String html(String title, List<BatchRow> rows, Map<String, String> provenance) {
        Markup page = Page.begin(title, "'sha256-" + hash(SORT) + "'", "Substantia  \u00B7  research use only");
        page.open("main", "class", "batch");
        page.open("header");
        Page.addMasthead(page, "Batch of " + Format.count(rows.size(), "patient"));
        page.element("h1", title);
        page.element("p", summary(rows), "class", "note");
        page.close();
        table(page, rows);
        Page.addProvenance(page, provenance);
        page.element("footer", Page.RESEARCH);
        page.close();
        page.code("script", SORT);
        return page.close().close().toString();
    }

    private static String summary(List<BatchRow> rows) {
        String verdicts = Arrays.stream(Verdict.values())
                .filter(verdict -> count(rows, verdict) > 0)
                .map(verdict -> count(rows, verdict) + " " + ReportTerms.shortVerdict(verdict))
                .collect(Collectors.joining(", "));
        long flagged = rows.stream().filter(row -> !row.flags().isEmpty()).count();
        return (verdicts.isEmpty() ? "" : verdicts + ". ") + flagged + " with flags.";
    }

    private static long count(List<BatchRow> rows, Verdict verdict) {
        return rows.stream()
                .filter(row -> row.verdict().filter(verdict::equals).isPresent())
                .count();
    }

    private static void table(Markup page, List<BatchRow> rows) {
        page.open("table", "class", "index", "id", "index");
        page.open("thead").open("tr");
        head(page, "Patient", "");
        head(page, "Verdict", "");
        head(page, "Probability of PD", "number");
        head(page, "Flags", "");
        page.close().close().open("tbody");
        for (BatchRow row : rows) {
            page.open("tr");
            page.open("th", "scope", "row", "data-sort", row.id());
            if (row.report().isPresent()) {
                page.element("a", row.id(), "href", address(row.report().get()));
            } else {
                page.text(row.id());
            }
            page.close();
            String verdict = row.verdict().map(ReportTerms::shortVerdict).orElse("\u2013");
            page.element(
                    "td",
                    verdict,
                    "data-sort",
                    verdict,
                    "class",
                    row.verdict().map(Format::lowerCase).orElse("muted"));
            probability(page, row);
            page.element(
                    "td",
                    row.flags().isEmpty() ? "\u2013" : String.join("; ", row.flags()),
                    "data-sort",
                    Integer.toString(row.flags().size()),
                    "class",
                    row.flags().isEmpty() ? "muted" : "flag");
            page.close();
        }
        page.close().close();
    }

    private static void head(Markup page, String title, String cssClass) {
        page.open("th", "scope", "col", "class", cssClass);
        page.element("button", title, "type", "button");
        page.close();
    }

    private static void probability(Markup page, BatchRow row) {
        if (row.probability().isEmpty()) {
            page.element("td", "\u2013", "data-sort", "-1", "class", "number muted");
            return;
        }
        double probability = row.probability().getAsDouble();
        page.open("td", "data-sort", Double.toString(probability), "class", "number");
        SvgBuilder bar = new SvgBuilder(80, 10, "spark", Format.percent(probability));
        bar.roundedRectangle(0, 2, 80, 6, 3, Palette.BAND);
        bar.roundedRectangle(
                0,
                2,
                80 * probability,
                6,
                3,
                row.verdict().filter(Verdict.PARKINSON::equals).isPresent() ? Palette.PARKINSON : Palette.HEALTHY);
        page.add(bar.done());
        page.element("span", Format.percent(probability), "class", "percent");
        page.close();
    }

    /** A relative address: every part of the path encoded, and never taken for a scheme. */
    private static String address(String path) {
        return "./"
                + Arrays.stream(path.split("/"))
                        .map(part -> Format.percentEncoded(part))
                        .collect(Collectors.joining("/"));
    }

    private static String hash(String script) {
        return Base64.getEncoder().encodeToString(new Sha256().update(script).bytes());
    }
}

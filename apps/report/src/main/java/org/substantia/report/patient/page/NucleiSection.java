package org.substantia.report.patient.page;

import java.util.List;
import java.util.Optional;
import org.substantia.base.text.Format;
import org.substantia.report.chart.RangeBar;
import org.substantia.report.html.Markup;
import org.substantia.report.patient.MeasuredValue;
import org.substantia.report.patient.NucleusRow;
import org.substantia.report.patient.PatientReport;
import org.substantia.report.patient.ReportTerms;

/** The table of nuclei. */
final class NucleiSection {
    /** A quantity that gets columns when any nucleus has it. */
    private enum Column {
        VOLUME("Volume", "mm\u00B3", 0),
        SUSCEPTIBILITY("Susceptibility", "ppb", 0),
        NM_CONTRAST("NM contrast", "ratio", 3);

        private final String title;
        private final String unit;
        private final int decimals;

        Column(String title, String unit, int decimals) {
            this.title = title;
            this.unit = unit;
            this.decimals = decimals;
        }

        Optional<MeasuredValue> figure(NucleusRow row) {
            return switch (this) {
                case VOLUME -> row.volumeMm3();
                case SUSCEPTIBILITY -> row.susceptibilityPpb();
                case NM_CONTRAST -> row.nmContrast();
            };
        }

        boolean shown(List<NucleusRow> rows) {
            return rows.stream().anyMatch(row -> figure(row).isPresent());
        }

        boolean ranged(List<NucleusRow> rows) {
            return rows.stream()
                    .anyMatch(row -> figure(row).flatMap(MeasuredValue::normal).isPresent());
        }
    }

    private NucleiSection() {}

    static void add(Markup page, PatientReport report) {
        List<NucleusRow> rows = report.nuclei();
        if (rows.isEmpty()) {
            return;
        }
        boolean confidence = rows.stream().anyMatch(row -> row.confidence().isPresent());
        boolean flags = rows.stream().anyMatch(row -> !row.flags().isEmpty());
        page.open("section", "class", "nuclei", "aria-labelledby", "nuclei");
        page.element("h2", "Nuclei against the normal range", "id", "nuclei");
        page.open("table");
        header(page, rows, confidence, flags);
        page.open("tbody");
        for (int i = 0; i < rows.size(); i++) {
            row(page, rows, i, confidence, flags);
        }
        page.close().close();
        page.element(
                "p",
                (report.normals().isEmpty() ? "" : report.normals() + " ")
                        + "Bars: normal mean (line), \u00B11 SD (dark), \u00B12 SD (light); "
                        + "arrows lie beyond \u00B14 SD. Red: beyond \u00B12 SD.",
                "class",
                "note");
        page.close();
    }

    private static void header(Markup page, List<NucleusRow> rows, boolean confidence, boolean flags) {
        page.open("thead").open("tr");
        page.element("th", "Nucleus", "scope", "col");
        page.element("th", "Side", "scope", "col");
        for (Column column : Column.values()) {
            if (column.shown(rows)) {
                page.element(
                        "th",
                        column.title + ", " + column.unit,
                        "scope",
                        "colgroup",
                        "colspan",
                        column.ranged(rows) ? "3" : "1",
                        "class",
                        "group");
            }
        }
        if (confidence) {
            page.element("th", "Confidence", "scope", "col", "class", "number");
        }
        if (flags) {
            page.element("th", "Flags", "scope", "col");
        }
        page.close().close();
    }

    private static void row(Markup page, List<NucleusRow> rows, int at, boolean confidence, boolean flags) {
        NucleusRow row = rows.get(at);
        boolean first = at == 0 || !together(rows.get(at - 1), row);
        page.open("tr", "class", first ? "first" : "second");
        if (first) {
            int span = 1;
            while (at + span < rows.size() && together(row, rows.get(at + span))) {
                span++;
            }
            page.element(
                    "th",
                    ReportTerms.structure(row.nucleus().structure(), row.scheme()),
                    "scope",
                    "rowgroup",
                    "rowspan",
                    Integer.toString(span));
        }
        page.element("td", ReportTerms.side(row.nucleus().side()));
        for (Column column : Column.values()) {
            if (column.shown(rows)) {
                figure(page, column.figure(row), column.decimals, column.ranged(rows));
            }
        }
        if (confidence) {
            page.element(
                    "td",
                    row.confidence().isPresent() ? Format.of(row.confidence().getAsDouble(), 2) : "\u2013",
                    "class",
                    "number");
        }
        if (flags) {
            page.element("td", String.join(", ", row.flags()), "class", "flag");
        }
        page.close();
    }

    private static boolean together(NucleusRow a, NucleusRow b) {
        return a.nucleus().structure() == b.nucleus().structure() && a.scheme() == b.scheme();
    }

    private static void figure(Markup page, Optional<MeasuredValue> figure, int decimals, boolean ranged) {
        page.element("td", figure.map(f -> Format.of(f.value(), decimals)).orElse("\u2013"), "class", "number value");
        if (!ranged) {
            return;
        }
        if (figure.isPresent() && figure.get().z().isPresent()) {
            double z = figure.get().z().getAsDouble();
            page.open("td", "class", "bar").add(RangeBar.of(z)).close();
            page.element("td", ReportTerms.z(z), "class", Math.abs(z) > RangeBar.OUTSIDE ? "number z out" : "number z");
        } else {
            page.element("td", "").element("td", "");
        }
    }
}

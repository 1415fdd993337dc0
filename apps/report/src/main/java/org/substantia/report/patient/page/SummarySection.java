package org.substantia.report.patient.page;

import java.util.List;
import org.substantia.base.text.Format;
import org.substantia.report.chart.EvidenceBar;
import org.substantia.report.chart.ProbabilityBar;
import org.substantia.report.chart.RangeBar;
import org.substantia.report.html.Markup;
import org.substantia.report.patient.DiagnosisPanel;
import org.substantia.report.patient.DiagnosisPanel.EvidenceRow;
import org.substantia.report.patient.NormalRange;
import org.substantia.report.patient.ReportTerms;

/** What a reader needs first: the verdict, what led to it, what is missing, what to look at. */
final class SummarySection {
    /** Bars shorter than this would make weak evidence look strong. */
    private static final double LONGEST = 1.5;

    private SummarySection() {}

    static void addDiagnosis(Markup page, DiagnosisPanel diagnosis) {
        page.open("section", "class", "summary", "aria-labelledby", "summary");
        page.open("div", "class", "verdict");
        page.element("h2", "Assessment", "id", "summary");
        page.element(
                "p",
                ReportTerms.verdict(diagnosis.verdict()),
                "class",
                "verdict-title " + Format.lowerCase(diagnosis.verdict()));
        diagnosis.reservation().ifPresent(sentence -> page.element("p", sentence, "class", "reservation"));
        probability(page, diagnosis);
        page.add(ProbabilityBar.of(diagnosis));
        missing(page, diagnosis.missing());
        page.close();
        page.open("div", "class", "evidence");
        page.element("h2", "Leading evidence");
        if (diagnosis.evidence().isEmpty()) {
            page.element("p", "None of the model\u2019s markers could be measured.", "class", "note");
        } else {
            evidence(page, diagnosis.evidence());
        }
        page.close();
        page.close();
    }

    private static void probability(Markup page, DiagnosisPanel diagnosis) {
        page.open("p", "class", "probability");
        if (diagnosis.probability().isPresent()) {
            page.element("b", Format.percent(diagnosis.probability().getAsDouble()));
            page.text(" model probability of Parkinson\u2019s disease");
            diagnosis
                    .interval()
                    .ifPresent(interval -> page.element(
                            "span",
                            "95 % interval " + Format.percent(interval.low()) + " to "
                                    + Format.percent(interval.high()),
                            "class",
                            "note"));
        } else {
            page.text("The model gives no probability for the markers that could be measured.");
        }
        page.close();
    }

    private static void missing(Markup page, List<String> missing) {
        if (!missing.isEmpty()) {
            page.open("p", "class", "note");
            page.element("b", "Not available to the model: ").text(String.join("; ", missing) + ".");
            page.close();
        }
    }

    private static void evidence(Markup page, List<EvidenceRow> rows) {
        double longest = Math.max(
                LONGEST,
                rows.stream().mapToDouble(row -> Math.abs(row.logOdds())).max().orElse(0));
        page.open("table", "class", "evidence-table");
        page.open("thead").open("tr");
        page.element("th", "Marker", "scope", "col");
        page.element("th", "Patient", "scope", "col", "class", "number");
        page.element("th", "Healthy", "scope", "col", "class", "number");
        page.element("th", "z", "scope", "col", "class", "number");
        page.element("th", "Effect on the odds", "scope", "col", "colspan", "2");
        page.close().close();
        page.open("tbody");
        for (EvidenceRow row : rows) {
            page.open("tr");
            page.element("th", row.name(), "scope", "row");
            page.element("td", ReportTerms.withUnit(Format.threeFigures(row.value()), row.unit()), "class", "number");
            String normal = row.normal().map(SummarySection::normalText).orElse("\u2013");
            page.element("td", normal, "class", "number muted");
            String mark = Math.abs(row.z()) > RangeBar.OUTSIDE ? "number out" : "number";
            page.element("td", ReportTerms.z(row.z()), "class", mark);
            page.open("td").add(EvidenceBar.of(row.logOdds(), longest)).close();
            page.element("td", EvidenceBar.text(row.logOdds()), "class", "effect");
            page.close();
        }
        page.close().close();
    }

    static String normalText(NormalRange normal) {
        int decimals = Format.forThreeFigures(Math.max(Math.abs(normal.mean()), normal.deviation()));
        return Format.of(normal.mean(), decimals) + " \u00B1 " + Format.of(normal.deviation(), decimals);
    }

    /** @param checked whether there were nuclei to look at */
    static void addFlags(Markup page, List<String> flags, boolean checked) {
        page.open(
                "section", "class", flags.isEmpty() && checked ? "flags clear" : "flags", "aria-labelledby", "quality");
        page.element("h2", "Quality control", "id", "quality");
        if (flags.isEmpty()) {
            page.element("p", checked ? "No flags." : "Not checked: no nuclei were measured.");
        } else {
            page.open("ul");
            flags.forEach(flag -> page.element("li", flag));
            page.close();
        }
        page.close();
    }
}

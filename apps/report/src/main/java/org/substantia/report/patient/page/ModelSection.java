package org.substantia.report.patient.page;

import java.util.OptionalDouble;
import org.substantia.base.text.Format;
import org.substantia.diagnosis.biomarkers.Biomarkers;
import org.substantia.report.chart.ReliabilityChart;
import org.substantia.report.html.Markup;
import org.substantia.report.patient.DiagnosisPanel.ModelQuality;
import org.substantia.report.patient.DiagnosisPanel.QualityMetric;

/** How reliable the model is, what made the report, and all values measured. */
final class ModelSection {
    private ModelSection() {}

    static void addQuality(Markup page, ModelQuality quality, OptionalDouble probability) {
        page.open("section", "class", "calibration", "aria-labelledby", "calibration");
        page.element("h2", "How reliable the probability is", "id", "calibration");
        page.open("div", "class", "two");
        if (!quality.bins().isEmpty()) {
            page.open("figure");
            page.add(ReliabilityChart.of(quality.bins(), probability));
            page.element(
                    "figcaption",
                    "Share of patients with the disease at each predicted probability, among cases the model had "
                            + "not seen, with 95 % intervals. Orange: this patient.");
            page.close();
        }
        page.open("div");
        page.open("table");
        page.open("thead").open("tr");
        page.element("th", "Model", "scope", "col");
        page.element("th", "Value", "scope", "col", "class", "number");
        page.element("th", "95 % interval", "scope", "col", "class", "number");
        page.close().close().open("tbody");
        for (QualityMetric metric : quality.metrics()) {
            page.open("tr");
            page.element("th", metric.name(), "scope", "row");
            page.element("td", Format.of(metric.value(), 3), "class", "number");
            page.element(
                    "td",
                    metric.interval()
                            .map(i -> Format.of(i.low(), 3) + " to " + Format.of(i.high(), 3))
                            .orElse("\u2013"),
                    "class",
                    "number muted");
            page.close();
        }
        page.close().close();
        page.element("p", quality.source(), "class", "note");
        page.close().close().close();
    }

    static void addBiomarkers(Markup page, Biomarkers biomarkers) {
        if (biomarkers.values().isEmpty()) {
            return;
        }
        page.open("section", "class", "biomarkers");
        page.open("details");
        page.element("summary", "All " + biomarkers.values().size() + " biomarkers measured");
        page.open("table").open("thead").open("tr");
        page.element("th", "Name", "scope", "col");
        page.element("th", "Value", "scope", "col", "class", "number");
        page.close().close().open("tbody");
        biomarkers.values().forEach((id, value) -> page.open("tr")
                .element("th", id.name(), "scope", "row")
                .element("td", Format.of(value, 4), "class", "number")
                .close());
        page.close().close().close().close();
    }
}

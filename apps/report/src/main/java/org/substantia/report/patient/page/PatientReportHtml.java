package org.substantia.report.patient.page;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.substantia.base.io.AtomicFiles;
import org.substantia.base.text.Format;
import org.substantia.report.html.Markup;
import org.substantia.report.html.Page;
import org.substantia.report.patient.DiagnosisPanel;
import org.substantia.report.patient.PatientReport;

/**
 * Writes a report as one HTML file that holds everything it shows: it opens from disk, asks no network and runs no
 * script. The same report gives the same bytes. Safe for use by several threads.
 */
public final class PatientReportHtml {
    private PatientReportHtml() {}

    /** @throws IOException if the file cannot be written */
    public static void write(PatientReport report, Path file) throws IOException {
        AtomicFiles.writeText(file, html(report));
    }

    public static String html(PatientReport report) {
        List<PanelView> views = report.panels().stream().map(PanelView::new).toList();
        Markup page = Page.begin(
                report.id() + " \u2013 deep gray matter report",
                "",
                "Substantia  \u00B7  " + report.id() + "  \u00B7  research use only");
        page.empty("input", "type", "checkbox", "id", "outlines", "checked", "checked", "class", "toggle");
        page.open("main");
        header(page, report);
        report.diagnosis().ifPresent(diagnosis -> SummarySection.addDiagnosis(page, diagnosis));
        report.diagnosis().flatMap(DiagnosisPanel::encoder).ifPresent(encoder -> EncoderSection.add(page, encoder));
        SummarySection.addFlags(page, report.flags(), !report.nuclei().isEmpty());
        PicturesSection.addMidbrain(page, views);
        MarkersSection.add(page, report.markers());
        NucleiSection.add(page, report);
        PicturesSection.addPlanes(page, views);
        report.diagnosis()
                .flatMap(DiagnosisPanel::quality)
                .ifPresent(quality -> ModelSection.addQuality(
                        page, quality, report.diagnosis().get().probability()));
        Page.addProvenance(page, report.provenance());
        ModelSection.addBiomarkers(page, report.biomarkers());
        page.element("footer", Page.RESEARCH);
        page.close();
        return page.close().close().toString();
    }

    private static void header(Markup page, PatientReport report) {
        page.open("header");
        Page.addMasthead(page, "Deep gray matter report");
        page.element("h1", report.id());
        page.open("dl", "class", "facts");
        if (report.age().isPresent()) {
            fact(page, "Age", Format.of(report.age().getAsDouble(), 0) + " years");
        }
        report.sex().ifPresent(sex -> fact(page, "Sex", Format.words(sex)));
        if (!report.panels().isEmpty()) {
            fact(
                    page,
                    "Images",
                    report.panels().stream()
                            .map(panel -> panel.modality().name())
                            .collect(Collectors.joining(", ")));
        }
        page.close().close();
    }

    private static void fact(Markup page, String name, String value) {
        page.open("div").element("dt", name).element("dd", value).close();
    }
}

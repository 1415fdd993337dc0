package org.substantia.report.patient.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.diagnosis.biomarkers.BiomarkerId;
import org.substantia.diagnosis.biomarkers.Biomarkers;
import org.substantia.diagnosis.biomarkers.Region;
import org.substantia.diagnosis.classification.Verdict;
import org.substantia.report.patient.DiagnosisPanel;
import org.substantia.report.patient.Distribution;
import org.substantia.report.patient.MarkerPlot;
import org.substantia.report.patient.ModalityPanel;
import org.substantia.report.patient.PatientReport;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class PatientReportHtmlTest {
    private static final String HOSTILE =
            "a\"><script>alert(1)</script><img src=http://x.example/ onerror='x'>&\u0007{}";

    @Test
    void isWellFormedAndHoldsEverySection() throws Exception {
        Document page = Pages.parse(PatientReportHtml.html(Samples.full("SYN_1")));
        assertThat(Pages.headings(page))
                .containsExactly(
                        "Assessment",
                        "Leading evidence",
                        "What the image encoder looked at",
                        "Quality control",
                        "Midbrain",
                        "Markers of the substantia nigra in the cohort",
                        "Nuclei against the normal range",
                        "Deep gray matter nuclei",
                        "How reliable the probability is",
                        "Provenance");
        assertThat(page.getDocumentElement().getTextContent())
                .contains("87 %", "70 % to 95 %", "63 years", "female", "T1-weighted image", "STN, left: fragmented")
                .contains("Research use only")
                .contains("disease by the encoder alone (DINOv2, pooling, 3 epochs)");
        assertThat(PatientReportHtml.html(Samples.full("SYN_1")))
                .contains("slice 3 of 5 counted most")
                .contains("slice 1 of 4 counted most");
    }

    /** Regression: without a range of healthy people, as for differences of the sides, it was hidden. */
    @Test
    void allEvidenceHasItsZ() {
        assertThat(PatientReportHtml.html(Samples.full("SYN_1")))
                .containsPattern("SN iron</th>(\\s*<td[^>]*>[^<]*</td>){2}\\s*<td class=\"number out\">\\+2\\.5</td>")
                .containsPattern(
                        "SN contrast</th>(\\s*<td[^>]*>[^<]*</td>){2}\\s*<td class=\"number\">\u22121\\.4</td>");
    }

    @Test
    void fetchesNothing() throws Exception {
        String html = PatientReportHtml.html(Samples.full("SYN_1"));
        assertThat(Pages.addresses(Pages.parse(html)))
                .hasSizeGreaterThanOrEqualTo(13)
                .allMatch(address -> address.startsWith("data:image/png;base64,"));
        assertThat(html).doesNotContain("http:", "https:", "@import", "url(", "<script");
    }

    @Test
    void escapesWhatComesFromOutside() throws Exception {
        PatientReport plain = Samples.full("SYN_1");
        PatientReport hostile = new PatientReport(
                HOSTILE,
                plain.age(),
                plain.sex(),
                List.of(),
                plain.nuclei(),
                HOSTILE,
                List.of(new MarkerPlot(
                        HOSTILE,
                        HOSTILE,
                        HOSTILE,
                        OptionalDouble.of(1),
                        Distribution.normal(0, 1),
                        Distribution.normal(1, 1))),
                plain.diagnosis(),
                List.of(HOSTILE),
                new Biomarkers(Map.of(BiomarkerId.mean(Region.SN, HOSTILE), 1.0)),
                Map.of(HOSTILE, HOSTILE));
        String html = PatientReportHtml.html(hostile);
        Document page = Pages.parse(html);
        assertThat(Pages.elements(page, "script")).isEmpty();
        assertThat(Pages.elements(page, "img")).isEmpty();
        assertThat(Pages.elements(page, "*")).noneMatch(e -> e.hasAttribute("onerror"));
        assertThat(Pages.elements(page, "h1").get(0).getTextContent()).isEqualTo(HOSTILE.replace('\u0007', '\uFFFD'));
        // In the style sheet, where entities do not count, nothing of it may stand as it came.
        assertThat(Pages.elements(page, "style").get(0).getTextContent()).doesNotContain("alert(1)");
    }

    @Test
    void leavesOutWhatThereIsNot() throws Exception {
        Document page = Pages.parse(PatientReportHtml.html(Samples.bare()));
        assertThat(Pages.headings(page)).containsExactly("Quality control");
        assertThat(Pages.elements(page, "main").get(0).getTextContent())
                .contains("Not checked")
                .doesNotContain("probability");
    }

    @Test
    void answersUndeterminedWithoutAProbability() throws Exception {
        PatientReport plain = Samples.full("SYN_1");
        DiagnosisPanel none = new DiagnosisPanel(
                OptionalDouble.empty(),
                Optional.empty(),
                0.5,
                Verdict.UNDETERMINED,
                Optional.of("Too little could be measured for a verdict."),
                List.of(),
                List.of("QSM", "NM"),
                Optional.empty(),
                Optional.empty());
        PatientReport report = new PatientReport(
                "x",
                plain.age(),
                plain.sex(),
                List.of(),
                List.of(),
                "",
                List.of(),
                Optional.of(none),
                List.of(),
                new Biomarkers(Map.of()),
                Map.of());
        assertThat(Pages.parse(PatientReportHtml.html(report))
                        .getDocumentElement()
                        .getTextContent())
                .contains("Undetermined", "gives no probability", "QSM; NM");
    }

    @Test
    void describesEveryDrawingAndHeadsEveryColumn() throws Exception {
        Document page = Pages.parse(PatientReportHtml.html(Samples.full("SYN_1")));
        assertThat(Pages.elements(page, "svg"))
                .hasSizeGreaterThan(20)
                .allMatch(svg -> svg.getAttribute("role").equals("img")
                        && svg.getAttribute("aria-label").length() > 5);
        assertThat(Pages.elements(page, "th")).allMatch(th -> th.hasAttribute("scope"));
    }

    @Test
    void outlinesTheRightSideAtTheLeftOfThePicture() throws Exception {
        Document page = Pages.parse(PatientReportHtml.html(Samples.full("SYN_1")));
        List<Element> outlines = Pages.elements(page, "path").stream()
                .filter(path -> path.getAttribute("class").startsWith("outline"))
                .toList();
        assertThat(outlines).hasSizeGreaterThan(30);
        for (Element outline : outlines) {
            Element picture = (Element) outline.getParentNode().getParentNode();
            String box = picture.getAttribute("viewBox");
            double width = Double.parseDouble(box.substring(4, box.lastIndexOf(' ')));
            String path = outline.getAttribute("d");
            double x = Double.parseDouble(path.substring(1, path.indexOf(' ')));
            assertThat(x < width / 2)
                    .as(outline.getTextContent())
                    .isEqualTo(outline.getTextContent().strip().endsWith("right"));
        }
    }

    @Test
    void writesTheSameBytesEveryTimeAndNotTooMany(@TempDir Path folder) throws Exception {
        Path first = folder.resolve("a").resolve("report.html");
        PatientReportHtml.write(Samples.full("SYN_1"), first);
        assertThat(Files.readString(first)).isEqualTo(PatientReportHtml.html(Samples.full("SYN_1")));
        // The images are noise, which no compression makes small.
        assertThat(Files.size(first)).isLessThan(3_000_000);
    }

    @Test
    void wantsEachModalityOnce() {
        ModalityPanel panel = Samples.panels().get(0);
        PatientReport plain = Samples.bare();
        assertThatThrownBy(() -> new PatientReport(
                        "x",
                        plain.age(),
                        plain.sex(),
                        List.of(panel, panel),
                        List.of(),
                        "",
                        List.of(),
                        Optional.empty(),
                        List.of(),
                        plain.biomarkers(),
                        Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(panel.modality()).isEqualTo(Modality.T1);
    }
}

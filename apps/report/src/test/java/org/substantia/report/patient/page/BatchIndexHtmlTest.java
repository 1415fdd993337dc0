package org.substantia.report.patient.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.substantia.diagnosis.classification.Verdict;
import org.substantia.report.patient.BatchRow;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class BatchIndexHtmlTest {
    private static BatchRow row(String id, String report) {
        return new BatchRow(id, Optional.of(report), Optional.of(Verdict.HEALTHY), OptionalDouble.of(0.125), List.of());
    }

    private static Document page(BatchRow... rows) throws Exception {
        return Pages.parse(BatchIndexHtml.html("Batch", List.of(rows), Map.of("Program", "substantia 1")));
    }

    @Test
    void linksEveryReportByARelativeAddress() throws Exception {
        Document page = page(row("a b", "a b/report.html"), row("x:y", "x:y/r#1?.html"));
        assertThat(Pages.addresses(page)).containsExactly("./a%20b/report.html", "./x%3Ay/r%231%3F.html");
    }

    @Test
    void cannotBeMadeToRunWhatAFolderIsCalled() throws Exception {
        Document page = page(row("javascript:alert(1)", "javascript:alert(1)"), row("<script>", "\"><script>"));
        assertThat(Pages.elements(page, "script")).hasSize(1);
        assertThat(Pages.addresses(page)).allMatch(address -> address.startsWith("./"));
    }

    @Test
    void listsCasesThatFailedWithTheirReason() throws Exception {
        Document page = page(
                row("good", "good/report.html"),
                new BatchRow("bad", Optional.empty(), Optional.empty(), OptionalDouble.empty(), List.of("cut short")));
        assertThat(page.getElementsByTagName("tbody").item(0).getTextContent())
                .contains("good", "bad", "cut short", "12 %");
        assertThat(Pages.addresses(page)).hasSize(1);
        assertThat(Pages.elements(page, "p").get(0).getTextContent()).isEqualTo("1 healthy. 1 with flags.");
    }

    @Test
    void letsThroughItsOwnScriptAlone() throws Exception {
        Document page = page(row("a", "a/report.html"));
        String script = Pages.elements(page, "script").get(0).getTextContent();
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
        Element policy = Pages.elements(page, "meta").stream()
                .filter(meta -> meta.hasAttribute("http-equiv"))
                .findFirst()
                .orElseThrow();
        assertThat(policy.getAttribute("content"))
                .contains("default-src 'none'", "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'");
    }

    @Test
    void givesEveryCellOfTheTableAKeyToSortBy() throws Exception {
        Document page = page(row("a", "a/report.html"), row("b", "b/report.html"));
        Element body = Pages.elements(page, "tbody").get(0);
        assertThat(Pages.elements(page, "td").stream()
                        .filter(td -> td.getParentNode().getParentNode() == body))
                .hasSize(6)
                .allMatch(td -> td.hasAttribute("data-sort"));
    }
}

package org.substantia.challenge.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.parallel.Workers;
import org.substantia.challenge.SmallChallenge;
import org.substantia.challenge.intake.CheckReport;
import org.substantia.challenge.json.Json;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Track;
import org.substantia.challenge.model.Upload;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.validation.CohortValidator;
import org.substantia.cohort.validation.Finding;
import org.substantia.cohort.validation.Severity;

/** What participants can download to see what a submission looks like. */
@Tag("slow")
class SampleSubmissionTest {
    private static final String PASSWORD = "a long enough password";

    @TempDir
    Path folder;

    @Test
    void theSampleIsDownloadedPassesTheCheckAndIsScored() throws Exception {
        try (SmallChallenge c = new SmallChallenge(folder, "live");
                WebServer server = c.serve()) {
            String team = c.team("a", "a", "", Passwords.hash(PASSWORD));
            Path zip = downloaded(server);

            List<Finding> offline;
            try (Workers workers = Workers.of(1)) {
                offline = new CohortValidator(workers, () -> {})
                        .validate(Cohort.open(zip))
                        .findings();
            }
            assertThat(offline).noneMatch(f -> f.severity() == Severity.ERROR);

            Upload upload = c.upload(team, zip);
            c.pool.checkNext();
            CheckReport report = Json.read(
                    c.store.uploads().find(upload.id()).orElseThrow().findings().orElseThrow(), CheckReport.class);
            assertThat(report.passed()).isTrue();
            assertThat(report.cases()).isEqualTo(3);
            assertThat(report.segmentation() && report.classification()).isTrue();
            assertThat(report.lines())
                    .extracting(CheckReport.Line::message)
                    .containsExactlyElementsOf(offline.stream()
                            .map(f -> f.message().replace(zip.toString(), "sample.zip"))
                            .toList());

            c.pool.scoreNext();
            Submission submission = c.store.submissions().byUpload(upload.id()).orElseThrow();
            assertThat(submission.state()).isEqualTo(Submission.State.SCORED);
            var scores = c.store
                    .queue()
                    .scores(c.store
                            .queue()
                            .current(submission.id())
                            .orElseThrow()
                            .id());
            // One of the three labels of this truth is 0.
            assertThat(scores.get(Track.CLASSIFICATION)).containsEntry("accuracy", 1.0 / 3);
            assertThat(scores.get(Track.SEGMENTATION).get("qsm.STN.dice")).isBetween(0.0, 0.01);
            assertThat(scores.get(Track.SEGMENTATION).get("total")).isFinite();
        }
    }

    private Path downloaded(WebServer server) throws IOException, InterruptedException {
        PlainBrowser browser = new PlainBrowser(URI.create("http://127.0.0.1:" + server.port()));
        browser.signIn("a@example.org", PASSWORD);
        String link = "/data/test/sample-submission.zip";
        assertThat(browser.get("/data").body()).contains("href=\"" + link + "\"");
        assertThat(browser.get("/submit").body()).contains("href=\"" + link + "\"");
        HttpResponse<InputStream> answer = browser.bytes(link);
        assertThat(answer.headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"sample-submission.zip\"");
        Path zip = folder.resolve("sample.zip");
        try (InputStream content = answer.body()) {
            Files.copy(content, zip);
        }
        return zip;
    }
}

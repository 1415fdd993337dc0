package org.substantia.challenge.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.challenge.OracleChallenge;
import org.substantia.challenge.SmallChallenge;
import org.substantia.challenge.container.ContainerReport;
import org.substantia.challenge.container.SignedReport;
import org.substantia.challenge.json.Json;
import org.substantia.challenge.model.Image;
import org.substantia.challenge.model.Score;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Track;
import org.substantia.challenge.model.Upload;
import org.substantia.challenge.rules.Metrics;

/** A container image, from the organizers' question to the badge on the board. */
@Tag("slow")
class ImagePagesTest {
    private static final String PASSWORD = "a long enough password";
    private static final byte[] IMAGE = "an image".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private SmallChallenge c;
    private WebServer server;
    private Submission submission;
    private PlainBrowser own;
    private PlainBrowser other;
    private PlainBrowser organizer;

    @BeforeEach
    void start() throws Exception {
        c = new SmallChallenge(folder, "live");
        server = c.serve();
        String hash = Passwords.hash(PASSWORD);
        c.organizerTokens.values().forEach(t -> c.store.accounts().resetPassword(t, hash));
        String team = c.team("own", "own", "", hash);
        c.team("other", "other", "", hash);
        submission = c.scored(
                c.upload(team, OracleChallenge.submission(folder.resolve("team.zip"))),
                List.of(Score.of(Track.SEGMENTATION, Metrics.TOTAL, 5)));
        own = browser("own@example.org");
        other = browser("other@example.org");
        organizer = browser("ada@example.org");
    }

    @AfterEach
    void stop() {
        server.close();
        c.close();
    }

    private PlainBrowser browser(String email) throws Exception {
        PlainBrowser browser = new PlainBrowser(URI.create("http://127.0.0.1:" + server.port()));
        browser.signIn(email, PASSWORD);
        return browser;
    }

    private HttpResponse<String> open(PlainBrowser as, long length) throws Exception {
        String metadata = "filename " + base64("image.tar") + ",image " + base64(submission.id());
        return as.send(as.to("/api/v1/uploads")
                .header("X-CSRF-Token", as.csrf())
                .header("Upload-Length", String.valueOf(length))
                .header("Upload-Metadata", metadata)
                .POST(HttpRequest.BodyPublishers.noBody()));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private HttpResponse<String> send(String location, int from, int to) throws Exception {
        return own.send(own.to(location)
                .header("X-CSRF-Token", own.csrf())
                .header("Upload-Offset", String.valueOf(from))
                .header("Content-Type", "application/offset+octet-stream")
                .method("PATCH", HttpRequest.BodyPublishers.ofByteArray(IMAGE, from, to - from)));
    }

    private void ask() throws Exception {
        assertThat(organizer
                        .post("/admin/submissions/" + submission.id() + "/image")
                        .statusCode())
                .isEqualTo(303);
    }

    private void report(boolean passed) throws Exception {
        ContainerReport report = new ContainerReport(
                "0.1.0",
                c.clock.instant(),
                new ContainerReport.Image("image.tar", "00", IMAGE.length),
                1,
                1,
                "namespaces",
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                passed);
        SignedReport signed = SignedReport.sign(report, folder.resolve("report.key"));
        assertThat(c.store.images().report(submission.id(), passed, Json.text(signed), "setup"))
                .isTrue();
    }

    @Test
    void onlyTheTeamThatWasAskedSendsAnImage() throws Exception {
        assertThat(open(own, IMAGE.length).statusCode()).as("nobody asked").isEqualTo(409);
        assertThat(own.get("/submissions/" + submission.id()).body()).doesNotContain("Container image");
        ask();
        ask();
        assertThat(c.store.images().all()).hasSize(1);
        assertThat(open(other, IMAGE.length).statusCode()).isEqualTo(404);
        assertThat(open(organizer, IMAGE.length).statusCode()).isEqualTo(404);
        assertThat(open(own, 16_000_000_000L).statusCode()).isEqualTo(413);
        assertThat(own.get("/inbox").body()).contains("The organizers ask for the container image behind Test");
    }

    @Test
    void anImageArrivesInPiecesUsesNoAttemptAndGetsItsBadge() throws Exception {
        ask();
        String location =
                open(own, IMAGE.length).headers().firstValue("Location").orElseThrow();
        assertThat(send(location, 0, 3).statusCode()).isEqualTo(204);
        c.clock.advance(Duration.ofHours(5));
        c.pool.keepHouse();
        assertThat(send(location, 3, IMAGE.length).statusCode())
                .as("an image has a day")
                .isEqualTo(204);
        assertThat(c.store.uploads().claim()).as("the checker leaves it alone").isEmpty();
        String uploadPage = "/uploads/" + location.substring(location.lastIndexOf('/') + 1);
        assertThat(own.get(uploadPage).headers().firstValue("Location"))
                .hasValueSatisfying(to -> assertThat(to).endsWith("/submissions/" + submission.id()));
        assertThat(own.get("/submissions/" + submission.id()).body()).contains("has arrived");
        Image image = c.store.images().find(submission.id()).orElseThrow();
        Upload upload = c.store.uploads().find(image.upload().orElseThrow()).orElseThrow();
        assertThat(Files.readAllBytes(c.blobs.path(upload.sha256().orElseThrow())))
                .isEqualTo(IMAGE);
        assertThat(c.store
                        .submissions()
                        .attempts(c.store.phases().find("test").orElseThrow(), submission.team())
                        .used())
                .isEqualTo(1);
        assertThat(c.store.uploads().rejectedToday(submission.team(), "test")).isZero();

        report(false);
        assertThat(own.get("/submissions/" + submission.id()).body()).contains("The image did not pass");
        String board = "/leaderboard/test/segmentation";
        assertThat(other.get(board).body()).doesNotContain("verified");
        report(true);
        assertThat(other.get(board).body()).contains(">Container<").contains("verified");
        assertThat(other.get("/api/v1" + "/leaderboards/test/segmentation").body())
                .contains("\"containerVerified\":true");
        String path = "/submissions/" + submission.id() + "/image-report";
        assertThat(Json.read(own.get(path).body(), SignedReport.class).isGenuine())
                .isTrue();
        assertThat(organizer.get(path).statusCode()).isEqualTo(200);
        assertThat(other.get(path).statusCode()).isEqualTo(404);

        String again = open(own, IMAGE.length).headers().firstValue("Location").orElseThrow();
        assertThat(send(again, 0, IMAGE.length).statusCode()).isEqualTo(204);
        assertThat(other.get(board).body())
                .as("another image is another program")
                .doesNotContain("verified");
        assertThat(organizer.get("/admin/images").body())
                .contains("waits to be verified")
                .contains(submission.id());
    }
}

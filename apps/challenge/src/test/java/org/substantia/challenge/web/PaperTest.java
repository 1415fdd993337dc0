package org.substantia.challenge.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.io.Sha256;
import org.substantia.challenge.OracleChallenge;
import org.substantia.challenge.SmallChallenge;
import org.substantia.challenge.intake.Intake;
import org.substantia.challenge.json.Json;
import org.substantia.challenge.model.Method;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Upload;
import org.substantia.challenge.setup.Backup;

/** Descriptions of methods as PDF. */
@Tag("slow")
class PaperTest {
    private static final String PASSWORD = "a long enough password";
    private static final String PAPER = "/api/v1/phases/test/paper";
    private static final byte[] PDF = "%PDF-1.7\n<script>alert(1)</script>".getBytes(StandardCharsets.UTF_8);

    @TempDir
    static Path folder;

    private static SmallChallenge c;
    private static WebServer server;

    @BeforeAll
    static void start() throws Exception {
        c = new SmallChallenge(folder, "sealed", yaml -> yaml.replace("method: true", "method: true\n    paper: true"));
        server = c.serve();
        String hash = Passwords.hash(PASSWORD);
        c.organizerTokens.values().forEach(t -> c.store.accounts().resetPassword(t, hash));
    }

    @AfterAll
    static void stop() {
        server.close();
        c.close();
    }

    private static PlainBrowser signedIn(String email) throws Exception {
        PlainBrowser browser = new PlainBrowser(URI.create("http://127.0.0.1:" + server.port()));
        browser.signIn(email, PASSWORD);
        return browser;
    }

    private static PlainBrowser member(String name) throws Exception {
        c.team(name, name, "", Passwords.hash(PASSWORD));
        PlainBrowser browser = signedIn(name + "@example.org");
        browser.get("/submit");
        return browser;
    }

    private static HttpResponse<String> put(PlainBrowser as, String path, byte[] content) throws Exception {
        return as.send(
                as.to(path).header("X-CSRF-Token", as.csrf()).PUT(HttpRequest.BodyPublishers.ofByteArray(content)));
    }

    /** The form as a browser without scripts sends it. */
    private static HttpResponse<String> form(PlainBrowser as, String fileName, byte[] content) throws Exception {
        String line = "\r\n";
        String start = "--x" + line + "Content-Disposition: form-data; name=\"csrf\"" + line + line + as.csrf() + line
                + "--x" + line + "Content-Disposition: form-data; name=\"phase\"" + line + line + "test" + line
                + "--x" + line + "Content-Disposition: form-data; name=\"file\"; filename=\"" + fileName + "\""
                + line + "Content-Type: application/pdf" + line + line;
        return as.send(as.to("/papers")
                .header("Content-Type", "multipart/form-data; boundary=x")
                .POST(HttpRequest.BodyPublishers.concat(
                        HttpRequest.BodyPublishers.ofString(start),
                        HttpRequest.BodyPublishers.ofByteArray(content),
                        HttpRequest.BodyPublishers.ofString(line + "--x--" + line))));
    }

    private static HttpResponse<String> submit(PlainBrowser as) throws Exception {
        StringBuilder header = new StringBuilder();
        List<String> words =
                List.of("phase", "test", "name", "Net", "description", "U", "outsideData", "no", "models", "no");
        for (int i = 0; i < words.size(); i += 2) {
            header.append(header.isEmpty() ? "" : ",")
                    .append(words.get(i))
                    .append(' ')
                    .append(Base64.getEncoder().encodeToString(words.get(i + 1).getBytes(StandardCharsets.UTF_8)));
        }
        return as.send(as.to("/api/v1/uploads")
                .header("X-CSRF-Token", as.csrf())
                .header("Upload-Length", "10")
                .header("Upload-Metadata", header.toString())
                .POST(HttpRequest.BodyPublishers.noBody()));
    }

    @Test
    void aPhaseThatWantsAPdfTakesNoSubmissionWithoutOne() throws Exception {
        PlainBrowser own = member("wanting");
        assertThat(own.get("/submit").body()).contains("wants a description of the method as a PDF");
        HttpResponse<String> refused = submit(own);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("as a PDF. Send it first");
        assertThat(form(own, "our method.pdf", PDF).statusCode()).isEqualTo(303);
        assertThat(own.get("/submit").body()).contains("our method.pdf", Sha256.hex(PDF));
        assertThat(submit(own).statusCode()).isEqualTo(201);
    }

    @Test
    void whatIsNoPdfOrTooLargeIsTurnedAwayAndLeavesNothing() throws Exception {
        PlainBrowser own = member("hostile");
        byte[] html = "<html><script>alert(1)</script> %PDF-1.7".getBytes(StandardCharsets.UTF_8);
        HttpResponse<String> page = form(own, "method.pdf", html);
        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.body()).contains("%PDF-").doesNotContain("<script>alert");
        assertThat(put(own, PAPER, new byte[0]).statusCode()).isEqualTo(400);
        byte[] huge = Arrays.copyOf(PDF, (int) Intake.MAX_PAPER_BYTES + 1);
        assertThat(put(own, PAPER, huge).statusCode()).isEqualTo(413);
        assertThat(put(own, "/api/v1/phases/none/paper", PDF).statusCode()).isEqualTo(404);
        try (var left = Files.list(c.data.path().resolve("uploads"))) {
            assertThat(left.filter(f -> f.toString().endsWith(".paper"))).isEmpty();
        }
        assertThat(c.store.papers().hashes()).doesNotContain(Sha256.hex(html), Sha256.hex(huge));
        assertThat(put(own, PAPER, Arrays.copyOf(PDF, (int) Intake.MAX_PAPER_BYTES))
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void nobodyFillsTheDisk() throws Exception {
        PlainBrowser own = member("diligent");
        for (int i = 0; i < 10; i++) {
            assertThat(put(own, PAPER, PDF).statusCode()).isEqualTo(201);
        }
        assertThat(put(own, PAPER, PDF).statusCode()).isEqualTo(429);
    }

    @Test
    void theSubmissionKeepsItsPdfAndOnlyTeamAndOrganizersGetIt() throws Exception {
        PlainBrowser own = member("author");
        String name = "<img src=x onerror=alert(1)>.pdf";
        assertThat(put(own, PAPER + "?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8), PDF)
                        .statusCode())
                .isEqualTo(201);
        assertThat(own.get("/submit").body()).contains("&lt;img src=x").doesNotContain("<img src=x");
        Submission submission = submitted("author");
        put(own, PAPER, "%PDF-2.0 another".getBytes(StandardCharsets.UTF_8));

        String path = "/submissions/" + submission.id() + "/paper";
        assertThat(own.get("/submissions/" + submission.id()).body()).contains(path);
        for (PlainBrowser as : List.of(own, signedIn("ada@example.org"))) {
            HttpResponse<String> answer = as.get(path);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(new String(PDF, StandardCharsets.UTF_8));
            assertThat(answer.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("application/octet-stream"));
            assertThat(answer.headers().firstValue("Content-Disposition"))
                    .contains("attachment; filename=\"method.pdf\"");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                    .contains("default-src 'none'");
        }
        assertThat(member("rival").get(path).statusCode()).isEqualTo(404);

        assertThat(Backup.verify(c.data, c.store)).isEmpty();
        Files.writeString(c.blobs.path(Sha256.hex(PDF)), "other");
        assertThat(Backup.verify(c.data, c.store)).singleElement().asString().contains("PDF of a method");
        Files.write(c.blobs.path(Sha256.hex(PDF)), PDF);
    }

    /** As the page does it: the newest PDF goes with the file. */
    private static Submission submitted(String name) throws IOException {
        String account = c.store
                .accounts()
                .findByEmail(name + "@example.org")
                .orElseThrow()
                .id();
        String team = c.store.teams().memberOf(account).orElseThrow().team();
        String paper = c.store.papers().newest(team, "test").orElseThrow().sha256();
        Method method = new Method("method", "how", "", "none", "none").withPaper(paper);
        Path zip = OracleChallenge.submission(folder.resolve(name + ".zip"));
        Upload upload = c.intake.open(
                team, account, "test", Files.size(zip), "a.zip", Optional.empty(), Optional.of(Json.text(method)));
        try (var content = Files.newInputStream(zip)) {
            return c.accepted(c.intake.append(upload, 0, content));
        }
    }
}

package org.substantia.challenge.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.http.HandlerType;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.challenge.OracleChallenge;
import org.substantia.challenge.SmallChallenge;
import org.substantia.challenge.model.Score;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Track;
import org.substantia.challenge.model.Upload;
import org.substantia.challenge.rules.Metrics;
import org.substantia.challenge.store.Accounts;
import org.substantia.challenge.web.visit.Access;
import org.substantia.challenge.web.visit.Route;

/** The running site, asked as everybody. */
@Tag("slow")
class SiteTest {
    private static final String PASSWORD = "a long enough password";
    /** A total that occurs nowhere else. */
    private static final double SECRET = 7.135792468;

    private static final double SECRET_ACCURACY = 0.8642;

    @TempDir
    static Path folder;

    private static SmallChallenge c;
    private static WebServer server;
    private static PlainBrowser nobody;
    private static PlainBrowser loner;
    private static PlainBrowser own;
    private static PlainBrowser other;
    private static PlainBrowser organizer;
    private static String team;
    private static Submission submission;
    private static String question;
    private static Upload waiting;

    @BeforeAll
    static void start() throws Exception {
        c = new SmallChallenge(folder, "sealed");
        server = c.serve();
        String hash = Passwords.hash(PASSWORD);
        c.organizerTokens.values().forEach(t -> c.store.accounts().resetPassword(t, hash));
        team = member("own", hash);
        member("other", hash);
        c.account("loner", hash);
        submission = scored(team);
        waiting = c.upload(team, OracleChallenge.submission(folder.resolve("second.zip")), false);
        question = c.store
                .questions()
                .ask(c.store.accounts().findByEmail("other@example.org").orElseThrow(), "When?", "Why not now?")
                .id();
        nobody = browser("");
        loner = browser("loner@example.org");
        own = browser("own@example.org");
        other = browser("other@example.org");
        organizer = browser("ada@example.org");
    }

    private static String member(String name, String hash) {
        return c.team(name, name, "", hash);
    }

    /** A submission with figures that can be told from all others. */
    private static Submission scored(String of) throws Exception {
        return c.scored(
                c.upload(of, OracleChallenge.submission(folder.resolve("team.zip"))),
                List.of(
                        Score.of(Track.SEGMENTATION, Metrics.TOTAL, SECRET),
                        Score.of(Track.CLASSIFICATION, Metrics.ACCURACY, SECRET_ACCURACY)));
    }

    private static PlainBrowser browser(String email) throws Exception {
        PlainBrowser browser = new PlainBrowser(URI.create("http://127.0.0.1:" + server.port()));
        if (!email.isEmpty()) {
            browser.signIn(email, PASSWORD);
        }
        return browser;
    }

    @AfterAll
    static void stop() {
        server.close();
        c.close();
    }

    private static String filled(String path) {
        boolean uploads = path.contains("/uploads/");
        return path.replace("{phase}", "test")
                .replace("{track}", "segmentation")
                .replace("{question}", question)
                .replace("{file}", "images.zip")
                .replace("<file>", "index.html")
                .replace("{token}", "none")
                .replace("{part}", "1")
                .replace("{id}", uploads ? waiting.id() : submission.id());
    }

    /**
     * Every way to read, as everybody: the expected answers, in the order nobody, without a team, another team, own
     * team, organizer. A route that has no line here fails the test.
     */
    private static Map<String, String> readers() {
        Map<String, String> table = new LinkedHashMap<>();
        String open = "200 200 200 200 200";
        for (String path : List.of(
                "/",
                "/tasks",
                "/evaluation",
                "/about",
                "/rules",
                "/schedule",
                "/news",
                "/news.atom",
                "/questions",
                "/questions/{question}",
                "/leaderboard",
                "/leaderboard/{phase}/{track}",
                "/leaderboard/{phase}/{track}/table.csv",
                "/status",
                "/register",
                "/sign-in",
                "/confirm/{token}",
                "/reset-password",
                "/reset-password/{token}",
                "/data",
                "/submit",
                "/api/v1/challenge",
                "/api/v1/phases",
                "/api/v1/leaderboards/{phase}/{track}",
                "/api/v1/openapi.json",
                "/api/v1/health/live",
                "/api/v1/health/ready")) {
            table.put(path, open);
        }
        for (String path :
                List.of("/account", "/account/export", "/inbox", "/team", "/team/join/{token}", "/agreement")) {
            table.put(path, "303 200 200 200 200");
        }
        table.put("/data/{phase}/manifest.sha256", "303 403 200 200 200");
        table.put("/data/{phase}/sample-submission.zip", "303 403 200 200 200");
        // Its files are too small for parts; DataFilesTest has one that is not.
        table.put("/data/{phase}/parts/{file}/{part}", "303 403 404 404 404");
        table.put("/data/{phase}/files/{file}", "303 403 200 200 200");
        // This challenge's file of images holds none; view.CaseViewsTest has one that does.
        table.put("/data/{phase}/view/<file>", "303 403 404 404 404");
        table.put("/submissions/{id}/view/<file>", "303 403 404 404 404");
        table.put("/submissions", "303 403 200 200 403");
        table.put("/submissions/{id}", "303 403 404 200 200");
        // None was sent; PaperTest sends one.
        table.put("/submissions/{id}/paper", "303 403 404 404 404");
        table.put("/submissions/{id}/file", "303 403 404 200 200");
        // No image was asked for.
        table.put("/submissions/{id}/image-report", "303 403 404 404 404");
        table.put("/uploads/{id}", "303 403 404 200 404");
        table.put("/api/v1/me", "401 200 200 200 200");
        table.put("/api/v1/phases/{phase}/attempts", "401 403 200 200 403");
        table.put("/api/v1/uploads/{id}", "401 403 404 200 404");
        table.put("/api/v1/submissions", "401 403 200 200 403");
        table.put("/api/v1/submissions/{id}", "401 403 404 200 200");
        for (String name : List.of(
                "",
                "/people",
                "/teams",
                "/phases",
                "/submissions",
                "/images",
                "/queue",
                "/rescore",
                "/release",
                "/leak",
                "/news",
                "/outbox",
                "/audit",
                "/results.json")) {
            table.put("/admin" + name, "404 404 404 404 200");
        }
        table.put("/admin/rescore/{id}", "404 404 404 404 404");
        return table;
    }

    @Test
    void everyRouteAnswersEveryRoleAsItShould() throws Exception {
        Map<String, String> expected = readers();
        Map<String, String> found = new LinkedHashMap<>();
        for (Route route : server.routes()) {
            if (route.method().equals(HandlerType.GET)) {
                List<String> answers = new ArrayList<>();
                for (PlainBrowser as : List.of(nobody, loner, other, own, organizer)) {
                    answers.add(String.valueOf(as.get(filled(route.path())).statusCode()));
                }
                found.put(route.path(), String.join(" ", answers));
            }
        }
        assertThat(found).containsExactlyInAnyOrderEntriesOf(expected);
    }

    @Test
    void whatIsNotTheirsAndWhatDoesNotExistLookAlike() throws Exception {
        HttpResponse<String> foreign = other.get("/submissions/" + submission.id());
        HttpResponse<String> none = other.get("/submissions/00000000-0000-4000-8000-000000000000");
        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(foreign.body().replace(submission.id(), ""))
                .hasSameSizeAs(none.body().replace("00000000-0000-4000-8000-000000000000", ""));
    }

    /** Threat 30: the number is looked for in every answer to everybody but the organizers. */
    @Test
    void theSecretNumberIsNowhereBeforeTheResultsAreOpen() throws Exception {
        int answers = 0;
        for (Route route : server.routes()) {
            if (!route.method().equals(HandlerType.GET)) {
                continue;
            }
            for (PlainBrowser as : List.of(nobody, loner, other, own)) {
                HttpResponse<String> answer = as.get(filled(route.path()));
                answers++;
                assertThat(answer.body() + answer.headers().map())
                        .as(route.path())
                        .doesNotContain("7.1357")
                        .doesNotContain("7.136")
                        .doesNotContain("0.864");
            }
        }
        assertThat(answers).isGreaterThan(150);
        assertThat(organizer.get("/leaderboard/test/segmentation").body()).contains("7.1358");
    }

    @Test
    void nothingChangesWithoutTheTokenOfTheOwnPage() throws Exception {
        for (Route route : server.routes()) {
            if (!route.changes()) {
                continue;
            }
            for (PlainBrowser as : List.of(nobody, own, organizer)) {
                String method = route.method().name();
                HttpRequest.Builder without =
                        as.to(filled(route.path())).method(method, HttpRequest.BodyPublishers.noBody());
                assertThat(as.send(without).statusCode())
                        .as(method + " " + route.path())
                        .isEqualTo(403);
                HttpRequest.Builder foreign = as.to(filled(route.path()))
                        .header("X-CSRF-Token", as.csrf())
                        .header("Origin", "https://evil.example")
                        .method(method, HttpRequest.BodyPublishers.noBody());
                assertThat(as.send(foreign).statusCode()).as(route.path()).isEqualTo(403);
                HttpRequest.Builder crossSite = as.to(filled(route.path()))
                        .header("X-CSRF-Token", as.csrf())
                        .header("Sec-Fetch-Site", "cross-site")
                        .method(method, HttpRequest.BodyPublishers.noBody());
                assertThat(as.send(crossSite).statusCode()).as(route.path()).isEqualTo(403);
                HttpRequest.Builder otherToken = as.to(filled(route.path()))
                        .header("X-CSRF-Token", other.csrf())
                        .method(method, HttpRequest.BodyPublishers.noBody());
                assertThat(as.send(otherToken).statusCode()).as(route.path()).isEqualTo(403);
            }
        }
    }

    @Test
    void organizersActsDoNotExistForOthers() throws Exception {
        for (Route route : server.routes()) {
            if (route.changes() && route.access() == Access.ORGANIZER) {
                assertThat(own.post(filled(route.path()), "reason", "x").statusCode())
                        .as(route.path())
                        .isEqualTo(404);
            }
        }
    }

    @Test
    void everyAnswerCarriesThePolicyAndIsKeptByNobody() throws Exception {
        for (String path : List.of("/", "/sign-in", "/leaderboard/test/segmentation", "/api/v1/phases")) {
            Map<String, List<String>> headers = own.get(path).headers().map();
            assertThat(headers.get("content-security-policy").get(0))
                    .contains("default-src 'none'")
                    .contains("frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(headers).containsEntry("cache-control", List.of("no-store"));
            assertThat(headers).containsEntry("x-content-type-options", List.of("nosniff"));
            assertThat(headers).doesNotContainKey("server");
        }
    }

    @Test
    void namesWithMarkupAreTextOnEveryPage() throws Exception {
        String payload = "<img src=x onerror=alert(1)>\"'><script>alert(1)</script>";
        organizer.get("/admin");
        assertThat(organizer.post("/admin/status", "line", payload).statusCode())
                .isEqualTo(303);
        assertThat(organizer
                        .post("/admin/news", "title", payload, "body", payload + " [x](javascript:alert(1))")
                        .statusCode())
                .isEqualTo(303);
        for (String path : List.of("/", "/news", "/news.atom", "/admin/audit")) {
            assertThat(organizer.get(path).body())
                    .as(path)
                    .doesNotContain("<script>alert")
                    .doesNotContain("<img src=x")
                    .doesNotContain("href=\"javascript:");
        }
        organizer.post("/admin/status", "line", "");
    }

    @Test
    void theServerClosesOverLocaleAndNoJavaScriptIsNeeded() throws Exception {
        assertThat(nobody.get("/rules?lang=zh-CN").body())
                .contains("lang=\"zh-CN\"")
                .contains("规则");
        assertThat(nobody.get("/rules?lang=en").body()).contains("Rules").doesNotContain("规则");
    }

    /**
     * Registers, confirms, founds a team, signs, downloads a part, uploads in pieces, is checked: as a person would.
     */
    @Test
    void aNewcomerGetsFromRegistrationToACheckedFile() throws Exception {
        PlainBrowser b = browser("");
        b.get("/register");
        HttpResponse<String> registered = b.register("new@hospital.example", "New", PASSWORD);
        assertThat(registered.statusCode()).isEqualTo(200);
        assertThat(b.register("new@hospital.example", "X", PASSWORD).body())
                .as("an address that is known is not told")
                .hasSameSizeAs(registered.body());
        b.signIn("new@hospital.example", PASSWORD);
        b.get("/team");
        assertThat(b.post("/team/create", "name", "Newcomers", "affiliation", "H")
                        .statusCode())
                .isEqualTo(403);
        String letter = c.store.messages().outbox(10).stream()
                .filter(l ->
                        l.receiver().equals("new@hospital.example") && l.body().contains("/confirm/"))
                .findFirst()
                .orElseThrow()
                .body();
        String code = letter.replaceAll("(?s).*code ([0-9]{6}).*", "$1");
        b.get("/account");
        assertThat(b.post("/account/code", "code", code).statusCode()).isEqualTo(303);
        assertThat(b.post("/team/create", "name", "Newcomers", "affiliation", "H")
                        .statusCode())
                .isEqualTo(303);
        assertThat(b.get("/data/test/files/images.zip").statusCode()).isEqualTo(403);
        b.get("/agreement");
        assertThat(b.post("/agreement", "version", "1", "agree", "1").statusCode())
                .isEqualTo(303);
        HttpResponse<String> part = b.send(
                b.to("/data/test/files/images.zip").header("Range", "bytes=2-3").GET());
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("ag");
        assertThat(b.get("/data/test/files/masks.zip").statusCode())
                .as("labels are not out")
                .isEqualTo(404);
        b.get("/submit");
        uploadInPieces(b);
    }

    private static void uploadInPieces(PlainBrowser b) throws Exception {
        byte[] content = Files.readAllBytes(OracleChallenge.submission(folder.resolve("pieces.zip")));
        String metadata = "filename " + base64("pieces.zip") + ",phase " + base64("test") + ",check " + base64("1");
        HttpResponse<String> created = b.send(b.to("/api/v1/uploads")
                .header("X-CSRF-Token", b.csrf())
                .header("Tus-Resumable", "1.0.0")
                .header("Upload-Length", String.valueOf(content.length))
                .header("Upload-Metadata", metadata)
                .POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        String location = created.headers().firstValue("Location").orElseThrow();
        assertThat(patch(b, location, 0, content, 0, 5000).statusCode()).isEqualTo(204);
        HttpResponse<String> wrong = patch(b, location, 0, content, 0, 10);
        assertThat(wrong.statusCode()).isEqualTo(409);
        HttpResponse<String> head = b.send(b.to(location).method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(head.headers().firstValue("Upload-Offset")).hasValue("5000");
        assertThat(other.send(other.to(location).method("HEAD", HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .as("another team's upload")
                .isEqualTo(404);
        assertThat(patch(b, location, 5000, content, 5000, content.length).statusCode())
                .isEqualTo(204);
        while (c.pool.checkNext()) {
            // The file that was uploaded at the start is checked, too.
        }
        assertThat(b.get(location).body()).contains("\"state\":\"CHECKED\"");
        assertThat(b.get("/uploads/" + location.substring(location.lastIndexOf('/') + 1))
                        .body())
                .contains("No error was found");
    }

    private static HttpResponse<String> patch(
            PlainBrowser b, String location, long offset, byte[] content, int from, int to) throws Exception {
        return b.send(b.to(location)
                .header("X-CSRF-Token", b.csrf())
                .header("Upload-Offset", String.valueOf(offset))
                .header("Content-Type", "application/offset+octet-stream")
                .method("PATCH", HttpRequest.BodyPublishers.ofByteArray(content, from, to - from)));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void signingInWithAWrongPasswordOrAddressAnswersAlikeAndIsLimited() throws Exception {
        PlainBrowser b = browser("");
        b.get("/sign-in");
        HttpResponse<String> wrong = b.post("/sign-in", "email", "own@example.org", "password", "wrong");
        HttpResponse<String> unknown = b.post("/sign-in", "email", "nobody@example.org", "password", "wrong");
        assertThat(wrong.statusCode()).isEqualTo(403);
        assertThat(unknown.body()).isEqualTo(wrong.body());
        HttpResponse<String> last = wrong;
        for (int i = 0; i < 10; i++) {
            last = b.post("/sign-in", "email", "nobody@example.org", "password", "wrong");
        }
        assertThat(last.statusCode()).isEqualTo(429);
    }

    @Test
    void whoTriesTooOftenThroughAProxyLocksNobodyElseOut() throws Exception {
        PlainBrowser b = browser("");
        b.get("/sign-in");
        for (int i = 0; i < 20; i++) {
            assertThat(askForALink(b, "203.0.113.9").statusCode()).isEqualTo(200);
        }
        assertThat(askForALink(b, "203.0.113.9").statusCode()).isEqualTo(429);
        assertThat(askForALink(b, "203.0.113.10").statusCode()).isEqualTo(200);
    }

    private static HttpResponse<String> askForALink(PlainBrowser b, String from) throws Exception {
        return b.send(b.to("/reset-password")
                .header("X-Forwarded-For", from)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("csrf=" + b.csrf() + "&email=nobody%40example.org")));
    }

    @Test
    void lettersToOneAddressAreLimited() throws Exception {
        c.store
                .accounts()
                .register(
                        new Accounts.Registration(
                                "late@example.org", "Late", "", "", "", Passwords.hash(PASSWORD), "en", "UTC"),
                        false);
        PlainBrowser b = browser("late@example.org");
        for (int i = 0; i < 5; i++) {
            assertThat(b.post("/account/confirmation").statusCode()).isEqualTo(303);
        }
        assertThat(b.post("/account/confirmation").statusCode()).isEqualTo(429);
        assertThat(lettersTo("late@example.org")).isEqualTo(5);
        b.get("/register");
        for (int i = 0; i < 6; i++) {
            assertThat(b.register("late@example.org", "N", PASSWORD).statusCode())
                    .as("says nothing of the address")
                    .isEqualTo(200);
        }
        assertThat(lettersTo("late@example.org")).isEqualTo(10);
        b.get("/reset-password");
        assertThat(b.post("/reset-password", "email", "late@example.org").statusCode())
                .isEqualTo(200);
        assertThat(lettersTo("late@example.org"))
                .as("a new password, however many others registered the address")
                .isEqualTo(11);
    }

    @Test
    void anAddressThatIsErasedAndRegisteredAgainGetsNoMoreLetters() throws Exception {
        PlainBrowser b = browser("");
        b.get("/register");
        for (int i = 0; i < 6; i++) {
            b.register("again@example.org", "N", PASSWORD);
            assertThat(lettersTo("again@example.org")).isEqualTo(i < 5 ? 1 : 0);
            String account = c.store
                    .accounts()
                    .findByEmail("again@example.org")
                    .orElseThrow()
                    .id();
            c.store.accounts().erase(account, account);
        }
    }

    @Test
    void invitationsAreLimitedByAddressAndByTeam() throws Exception {
        PlainBrowser b = browser("own@example.org");
        for (int i = 0; i < 5; i++) {
            assertThat(b.post("/team/invite", "email", "Friend@example.org").statusCode())
                    .isEqualTo(200);
        }
        assertThat(b.post("/team/invite", "email", "friend@example.org").statusCode())
                .isEqualTo(429);
        assertThat(other.post("/team/invite", "email", "friend@example.org").statusCode())
                .as("whoever invites")
                .isEqualTo(429);
        int sent = 0;
        while (sent < 100
                && b.post("/team/invite", "email", "friend" + sent + "@example.org")
                                .statusCode()
                        == 200) {
            sent++;
        }
        assertThat(sent).isEqualTo(14);
    }

    private static long lettersTo(String address) {
        return c.store.messages().outbox(1000).stream()
                .filter(letter -> letter.receiver().equalsIgnoreCase(address))
                .count();
    }

    @Test
    void aSessionIsNewAtSignInAndDeadAfterSignOut() throws Exception {
        PlainBrowser b = browser("loner@example.org");
        assertThat(b.get("/account").statusCode()).isEqualTo(200);
        assertThat(b.post("/sign-out").statusCode()).isEqualTo(303);
        assertThat(b.get("/account").statusCode()).isEqualTo(303);
    }

    @Test
    void aProgramActsWithItsTokenAndOnlyWithIt() throws Exception {
        String account = c.store.teams().members(team).get(0).account();
        String token = c.store.accounts().apiToken(account);
        PlainBrowser program = browser("");
        assertThat(program.send(program.to("/api/v1/submissions")
                                .header("Authorization", "Bearer " + token)
                                .GET())
                        .body())
                .contains(submission.id())
                .doesNotContain("scores");
        assertThat(program.send(program.to("/api/v1/submissions")
                                .header("Authorization", "Bearer wrong")
                                .GET())
                        .statusCode())
                .isEqualTo(401);
    }
}

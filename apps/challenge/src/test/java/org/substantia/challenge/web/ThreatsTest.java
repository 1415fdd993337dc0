package org.substantia.challenge.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.http.HandlerType;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.io.Sha256;
import org.substantia.challenge.OracleChallenge;
import org.substantia.challenge.SmallChallenge;
import org.substantia.challenge.intake.DiskReserve;
import org.substantia.challenge.intake.Intake;
import org.substantia.challenge.model.Evaluation;
import org.substantia.challenge.model.LabelRelease;
import org.substantia.challenge.model.Message;
import org.substantia.challenge.model.Score;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Track;
import org.substantia.challenge.model.Upload;
import org.substantia.challenge.rules.Metrics;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.setup.TruthFolder;
import org.substantia.challenge.store.Accounts;
import org.substantia.challenge.web.visit.Route;
import org.substantia.challenge.worker.Limits;
import org.substantia.challenge.worker.WorkerPool;

/** The threats of docs/reference/challenge-threats.md that are tried on the running site. */
@Tag("slow")
class ThreatsTest {
    private static final String PASSWORD = "a long enough password";
    private static final String SECRET = "7.135792468";

    @TempDir
    private Path folder;

    private SmallChallenge c;
    private WebServer server;
    private String hash;
    private String team;
    private Submission submission;
    private Upload waiting;
    private Evaluation evaluation;
    private String question;

    @BeforeEach
    void start() throws Exception {
        c = new SmallChallenge(folder, "sealed");
        server = c.serve();
        hash = Passwords.hash(PASSWORD);
        c.organizerTokens.values().forEach(t -> c.store.accounts().resetPassword(t, hash));
        team = member("own");
        member("other");
        c.account("loner", hash);
        submission = c.accepted(c.upload(team, OracleChallenge.submission(folder.resolve("team.zip"))));
        evaluation = c.publish(List.of(Score.of(Track.SEGMENTATION, Metrics.TOTAL, Double.parseDouble(SECRET))));
        waiting = c.upload(team, folder.resolve("team.zip"), false);
        question = c.store
                .questions()
                .ask(c.store.accounts().findByEmail("other@example.org").orElseThrow(), "When?", "Why not now?")
                .id();
    }

    @AfterEach
    void stop() {
        server.close();
        c.close();
    }

    private String member(String name) {
        return c.team(name, name, "", hash);
    }

    private PlainBrowser browser(String email) throws Exception {
        PlainBrowser browser = new PlainBrowser(URI.create("http://127.0.0.1:" + server.port()));
        if (email.isEmpty()) {
            browser.get("/sign-in");
        } else {
            browser.signIn(email, PASSWORD);
        }
        return browser;
    }

    private String filled(String path) {
        String account = c.store.teams().members(team).get(0).account();
        String id = path.contains("/uploads/")
                ? waiting.id()
                : path.contains("/people/")
                        ? account
                        : path.contains("/teams/")
                                ? team
                                : path.contains("/evaluations/") ? evaluation.id() : submission.id();
        return path.replace("{phase}", "test")
                .replace("{question}", question)
                .replace("{track}", "segmentation")
                .replace("{file}", "images.zip")
                .replace("<file>", "index.html")
                .replace("{token}", "none")
                .replace("{part}", "1")
                .replace("{id}", id);
    }

    /**
     * Every way to change something, as everybody, with the right token and nothing else: nobody, without a team,
     * another team, own team, organizer.
     */
    private static Map<String, String> writers() {
        Map<String, String> table = new LinkedHashMap<>();
        table.put("POST /register", "400 400 400 400 400");
        table.put("POST /sign-in", "403 403 403 403 403");
        table.put("POST /sign-out", "401 303 303 303 303");
        table.put("POST /confirm/{token}", "404 404 404 404 404");
        table.put("POST /account/code", "401 400 400 400 400");
        table.put("POST /account/confirmation", "401 303 303 303 303");
        table.put("POST /reset-password", "200 200 200 200 200");
        table.put("POST /reset-password/{token}", "400 400 400 400 400");
        table.put("POST /account/settings", "401 400 400 400 400");
        table.put("POST /account/password", "401 400 400 400 400");
        table.put("POST /account/tokens", "401 200 200 200 200");
        table.put("POST /account/tokens/revocation", "401 303 303 303 303");
        table.put("POST /account/erasure", "401 400 400 400 400");
        table.put("POST /inbox/read", "401 303 303 303 303");
        table.put("POST /team/create", "401 400 400 400 400");
        table.put("POST /team/name", "401 403 400 400 403");
        table.put("POST /team/authors", "401 403 303 303 403");
        table.put("POST /team/invite", "401 403 400 400 400");
        table.put("POST /team/remove", "401 403 404 404 403");
        table.put("POST /team/join/{token}", "401 404 404 404 404");
        table.put("POST /agreement", "401 400 400 400 400");
        table.put("POST /papers", "401 403 400 400 400");
        table.put("PUT /api/v1/phases/{phase}/paper", "401 403 400 400 403");
        table.put("POST /submissions", "401 403 400 400 400");
        table.put("POST /submissions/{id}/posts", "401 403 404 400 400");
        table.put("POST /questions", "401 400 400 400 400");
        table.put("POST /questions/{question}/posts", "401 400 400 400 400");
        table.put("POST /admin/questions/{question}/visibility", "404 404 404 404 400");
        table.put("POST /submissions/{id}/withdrawal", "401 403 404 409 404");
        table.put("POST /submissions/{id}/choice", "401 403 404 403 404");
        table.put("POST /admin/people/{id}/confirmation", "404 404 404 404 303");
        table.put("POST /admin/teams/{id}/decision", "404 404 404 404 400");
        table.put("POST /admin/teams/{id}/grant", "404 404 404 404 400");
        table.put("POST /admin/teams/{id}/letter", "404 404 404 404 400");
        table.put("POST /admin/teams/unranked", "404 404 404 404 400");
        table.put("POST /admin/phases/{phase}/windows", "404 404 404 404 400");
        table.put("POST /admin/submissions/{id}/void", "404 404 404 404 400");
        table.put("POST /admin/submissions/{id}/restoration", "404 404 404 404 400");
        table.put("POST /admin/submissions/{id}/visibility", "404 404 404 404 400");
        table.put("POST /admin/submissions/{id}/image", "404 404 404 404 303");
        table.put("POST /admin/evaluations/{id}/retry", "404 404 404 404 409");
        table.put("POST /admin/rescore", "404 404 404 404 400");
        table.put("POST /admin/rescore/{id}/publication", "404 404 404 404 404");
        table.put("POST /admin/release", "404 404 404 404 400");
        table.put("POST /admin/release/{id}/confirmation", "404 404 404 404 404");
        table.put("POST /admin/release/{id}/cancellation", "404 404 404 404 404");
        table.put("POST /admin/news", "404 404 404 404 400");
        table.put("POST /admin/status", "404 404 404 404 303");
        table.put("OPTIONS /api/v1/uploads", "204 204 204 204 204");
        table.put("POST /api/v1/uploads", "401 403 400 400 400");
        table.put("HEAD /api/v1/uploads/{id}", "401 403 404 200 404");
        table.put("PATCH /api/v1/uploads/{id}", "401 403 404 400 404");
        table.put("DELETE /api/v1/uploads/{id}", "401 403 404 409 404");
        table.put("POST /api/v1/submissions/{id}/withdrawal", "401 403 404 409 403");
        return table;
    }

    /** Threat 14: a new route without a row fails. */
    @Test
    void everyRouteThatChangesSomethingAnswersEveryRoleAsItShould() throws Exception {
        List<String> roles = List.of("", "loner", "other", "own", "ada");
        Map<String, String> found = new LinkedHashMap<>();
        for (Route route : server.routes()) {
            if (route.method().equals(HandlerType.GET)) {
                continue;
            }
            List<String> answers = new ArrayList<>();
            for (String role : roles) {
                // Signing in is limited to ten in a minute.
                c.clock.advance(Duration.ofMinutes(1));
                PlainBrowser as = browser(role.isEmpty() ? "" : role + "@example.org");
                HttpResponse<String> answer = as.send(as.to(filled(route.path()))
                        .header("X-CSRF-Token", as.csrf())
                        .method(route.method().name(), HttpRequest.BodyPublishers.noBody()));
                answers.add(String.valueOf(answer.statusCode()));
            }
            found.put(route.method() + " " + route.path(), String.join(" ", answers));
        }
        assertThat(found).containsExactlyInAnyOrderEntriesOf(writers());
    }

    /** Threat 14: who has left a team is to it what everybody without a team is. */
    @Test
    void aFormerMemberIsAStranger() throws Exception {
        String leader = c.store.teams().members(team).get(0).account();
        String former = c.account("former", hash);
        c.store
                .teams()
                .accept(c.store.teams().invite(team, "former@example.org", leader), former, "former@example.org");
        String token = c.store.accounts().apiToken(former);
        PlainBrowser as = browser("former@example.org");
        assertThat(as.get(filled("/submissions/{id}")).statusCode()).isEqualTo(200);
        c.store.teams().remove(team, former, leader);
        PlainBrowser loner = browser("loner@example.org");
        for (Route route : server.routes()) {
            if (route.method().equals(HandlerType.GET)) {
                String path = filled(route.path());
                assertThat(as.get(path).statusCode())
                        .as(route.path())
                        .isEqualTo(loner.get(path).statusCode());
            }
        }
        PlainBrowser program = new PlainBrowser(URI.create("http://127.0.0.1:" + server.port()));
        assertThat(program.send(program.to(filled("/api/v1/submissions/{id}"))
                                .header("Authorization", "Bearer " + token)
                                .GET())
                        .statusCode())
                .isEqualTo(403);
    }

    /** Threat 12: a crawler that is signed in as organizer changes nothing. */
    @Test
    void readingChangesNothing() throws Exception {
        PlainBrowser organizer = browser("ada@example.org");
        PlainBrowser own = browser("own@example.org");
        Map<String, String> before = rows();
        for (Route route : server.routes()) {
            if (route.method().equals(HandlerType.GET) || route.method().equals(HandlerType.HEAD)) {
                for (PlainBrowser as : List.of(organizer, own)) {
                    as.send(as.to(filled(route.path()))
                            .method(route.method().name(), HttpRequest.BodyPublishers.noBody()));
                }
            }
        }
        Map<String, String> after = rows();
        assertThat(before.remove("download")).isNotEqualTo(after.remove("download"));
        assertThat(after).isEqualTo(before);
    }

    /** The content of every table. */
    private Map<String, String> rows() throws Exception {
        Map<String, String> rows = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection(c.data.sqliteUrl())) {
            List<String> tables = new ArrayList<>();
            try (ResultSet names = connection.getMetaData().getTables(null, null, "%", new String[] {"TABLE"})) {
                while (names.next()) {
                    tables.add(names.getString("TABLE_NAME"));
                }
            }
            for (String table : tables) {
                StringBuilder content = new StringBuilder();
                try (ResultSet all = connection.createStatement().executeQuery("select * from \"" + table + "\"")) {
                    while (all.next()) {
                        for (int i = 1; i <= all.getMetaData().getColumnCount(); i++) {
                            content.append(all.getString(i)).append('\t');
                        }
                        content.append('\n');
                    }
                }
                rows.put(table, content.toString());
            }
        }
        assertThat(rows.keySet()).contains("account", "submission", "score", "audit");
        return rows;
    }

    /** Threats 30 and 32: neither figures nor hashes of the truth leave by mail, inbox or live events. */
    @Test
    void theSecretNumberAndTheHashesOfTheTruthAreNowhere() throws Exception {
        List<String> secrets = new ArrayList<>(List.of(SECRET, "7.1357", "7.136"));
        try (Stream<Path> files = Files.walk(c.data.truth())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                secrets.add(Sha256.hex(file));
            }
        }
        secrets.add(c.store.phases().truths("test").get(0).sha256());
        c.store.messages().mail("own@example.org", "subject", "body");
        List<String> answers = new ArrayList<>();
        for (String role : List.of("", "loner@example.org", "other@example.org", "own@example.org")) {
            PlainBrowser as = browser(role);
            for (Route route : server.routes()) {
                if (route.method().equals(HandlerType.GET)) {
                    HttpResponse<String> answer = as.get(filled(route.path()));
                    answers.add(answer.body() + answer.headers().map());
                }
            }
        }
        PlainBrowser own = browser("own@example.org");
        String events = "/submissions/" + submission.id() + "/events";
        try (Stream<String> lines = own.stream(events)) {
            answers.add(String.join("\n", lines.limit(2).toList()));
        }
        assertThat(answers.get(answers.size() - 1)).contains("SCORED");
        c.store.messages().outbox(100).forEach(letter -> answers.add(letter.subject() + letter.body()));
        assertThat(answers).hasSizeGreaterThan(200);
        for (String answer : answers) {
            assertThat(secrets).noneMatch(answer::contains);
        }
    }

    /** Threat 3: another team's upload can be neither read, nor written, nor ended. */
    @Test
    void anUploadIsItsTeamsAlone() throws Exception {
        PlainBrowser own = browser("own@example.org");
        String location =
                create(own, 100, "test").headers().firstValue("Location").orElseThrow();
        PlainBrowser other = browser("other@example.org");
        assertThat(patch(other, location, 0, new byte[10]).statusCode()).isEqualTo(404);
        assertThat(other.send(other.to(location)
                                .header("X-CSRF-Token", other.csrf())
                                .method("DELETE", HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(404);
        assertThat(patch(own, location, 50, new byte[10]).statusCode())
                .as("an offset beyond what is there")
                .isEqualTo(409);
        assertThat(patch(own, location, 0, new byte[500]).statusCode())
                .as("more bytes than were announced")
                .isEqualTo(204);
        String id = location.substring(location.lastIndexOf('/') + 1);
        assertThat(c.store.uploads().find(id).orElseThrow().received()).isEqualTo(100);
        assertThat(create(own, 5L << 30, "test").statusCode()).isEqualTo(413);
        assertThat(create(own, -1, "test").statusCode()).isEqualTo(400);
    }

    /** Threat 4. */
    @Test
    void openUploadsOfATeamAreLimited() throws Exception {
        PlainBrowser own = browser("own@example.org");
        int created = 0;
        int status = 201;
        while (status == 201 && created < 1000) {
            status = create(own, 10, "test").statusCode();
            created++;
        }
        assertThat(status).isEqualTo(429);
        assertThat(created).isLessThan(30);
    }

    /** Threat 4: where the disk is nearly full nothing new is taken, and what is here goes on. */
    @Test
    void aFullDiskRefusesNewUploadsAndNothingElse() throws Exception {
        String account = c.store.teams().members(team).get(0).account();
        // No disk has more than all of itself free.
        DiskReserve everything = new DiskReserve(1, Long.MAX_VALUE);
        Intake intake = new Intake(c.store, c.blobs, c.data.path(), 1L << 28, everything);
        try (WebServer other = WebServer.start(
                c.store, intake, c.data, SmallChallenge.VERSION, "127.0.0.1", 0, Optional.empty(), Optional.empty())) {
            PlainBrowser own = new PlainBrowser(URI.create("http://127.0.0.1:" + other.port()));
            HttpResponse<String> refused = own.send(own.to("/api/v1/uploads")
                    .header("Authorization", "Bearer " + c.store.accounts().apiToken(account))
                    .header("Upload-Length", "100")
                    .header("Upload-Metadata", "phase " + base64("test") + ",check " + base64("1"))
                    .POST(HttpRequest.BodyPublishers.noBody()));
            assertThat(refused.statusCode()).isEqualTo(507);
            own.signIn("own@example.org", PASSWORD);
            assertThat(form(own, "/submissions", LARGE).statusCode()).isEqualTo(507);
            assertThat(own.get("/").statusCode()).isEqualTo(200);
        }
        try (WorkerPool pool = new WorkerPool(
                c.store, c.blobs, intake, c.data.path(), SmallChallenge.VERSION, Limits.standard(1), 1)) {
            pool.keepHouse();
            pool.keepHouse();
        }
        assertThat(c.store.messages().inbox(c.organizer()))
                .extracting(Message::kind)
                .containsOnlyOnce("alarm-disk");
        assertThat(c.pool.checkNext()).as("the upload that was there").isTrue();
        assertThat(c.store.uploads().find(waiting.id()).orElseThrow().state()).isEqualTo(Upload.State.CHECKED);
    }

    private static final int LARGE = 20 << 20;

    /** Threat 4: a form with a file, as browsers without scripts send it. */
    private static HttpResponse<String> form(PlainBrowser as, String path, int bytes) throws Exception {
        return as.send(as.to(path)
                .header("Content-Type", "multipart/form-data; boundary=x")
                .POST(HttpRequest.BodyPublishers.concat(
                        HttpRequest.BodyPublishers.ofString(fields(as)),
                        HttpRequest.BodyPublishers.ofByteArray(new byte[bytes]),
                        HttpRequest.BodyPublishers.ofString("\r\n--x--\r\n"))));
    }

    private static String fields(PlainBrowser as) {
        String fields = "";
        for (String[] field : new String[][] {{"csrf", as.csrf()}, {"phase", "test"}, {"check", "1"}}) {
            fields += "--x\r\nContent-Disposition: form-data; name=\"" + field[0] + "\"\r\n\r\n" + field[1] + "\r\n";
        }
        return fields + "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.zip\"\r\n\r\n";
    }

    @Test
    void formsWithFilesComeFromConfirmedMembersAndToPagesThatTakeThem() throws Exception {
        c.store
                .accounts()
                .register(new Accounts.Registration("new@example.org", "New", "H", "C", "p", hash, "en", "UTC"), false);
        assertThat(form(browser("new@example.org"), "/submissions", LARGE).statusCode())
                .isEqualTo(403);
        assertThat(form(browser("new@example.org"), "/account/settings", LARGE).statusCode())
                .isEqualTo(413);
        assertThat(form(browser("loner@example.org"), "/submissions", LARGE).statusCode())
                .isEqualTo(403);
        PlainBrowser own = browser("own@example.org");
        assertThat(form(own, "/team/authors", LARGE).statusCode()).isEqualTo(413);
        assertThat(form(own, "/papers", LARGE).statusCode()).isEqualTo(413);
        assertThat(c.intake.forms())
                .satisfiesAnyOf(forms -> assertThat(forms).doesNotExist(), forms -> assertThat(forms)
                        .isEmptyDirectory());
        HttpResponse<String> taken = form(own, "/submissions", LARGE);
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(303);
        assertThat(form(own, "/submissions", LARGE).statusCode())
                .as("one after the other")
                .isEqualTo(303);
    }

    @Test
    void onePersonSendsOneFormAtATimeAndItLiesInTheDataFolder() throws Exception {
        PlainBrowser own = browser("own@example.org");
        try (Socket halfway = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            OutputStream out = halfway.getOutputStream();
            out.write(("POST /submissions HTTP/1.1\r\nHost: localhost\r\nCookie: session=" + own.cookie("session")
                            + "\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: " + LARGE
                            + "\r\n\r\n" + fields(own))
                    .getBytes(StandardCharsets.ISO_8859_1));
            out.write(new byte[LARGE / 2]);
            out.flush();
            Path forms = c.intake.forms();
            Instant end = Instant.now().plusSeconds(60);
            while ((!Files.isDirectory(forms) || isEmpty(forms))
                    && Instant.now().isBefore(end)) {
                Thread.sleep(20);
            }
            assertThat(forms).isNotEmptyDirectory();
            assertThat(form(own, "/submissions", LARGE).statusCode()).isEqualTo(423);
            assertThat(form(browser("other@example.org"), "/submissions", LARGE).statusCode())
                    .isEqualTo(303);
        }
    }

    private static boolean isEmpty(Path forms) throws Exception {
        try (Stream<Path> files = Files.list(forms)) {
            return files.findAny().isEmpty();
        }
    }

    private static HttpResponse<String> create(PlainBrowser as, long length, String phase) throws Exception {
        return as.send(as.to("/api/v1/uploads")
                .header("X-CSRF-Token", as.csrf())
                .header("Upload-Length", String.valueOf(length))
                .header(
                        "Upload-Metadata",
                        "filename " + base64("x\".zip") + ",phase " + base64(phase) + ",check " + base64("1")
                                + ",state " + base64("SCORED") + ",team " + base64("other") + ",openedAt "
                                + base64("2020-01-01T00:00:00Z"))
                .POST(HttpRequest.BodyPublishers.noBody()));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static HttpResponse<String> patch(PlainBrowser as, String location, long offset, byte[] content)
            throws Exception {
        return as.send(as.to(location)
                .header("X-CSRF-Token", as.csrf())
                .header("Upload-Offset", String.valueOf(offset))
                .header("Content-Type", "application/offset+octet-stream")
                .method("PATCH", HttpRequest.BodyPublishers.ofByteArray(content)));
    }

    /** Threats 18 and 25: what a request says of states, roles and instants is not listened to. */
    @Test
    void whatOnlyTheServerKnowsCannotBeSent() throws Exception {
        PlainBrowser own = browser("own@example.org");
        String location =
                create(own, 100, "test").headers().firstValue("Location").orElseThrow();
        Upload made = c.store
                .uploads()
                .find(location.substring(location.lastIndexOf('/') + 1))
                .orElseThrow();
        assertThat(made.team()).isEqualTo(team);
        assertThat(made.state()).isEqualTo(Upload.State.OPEN);
        assertThat(made.openedAt()).isEqualTo(c.clock.instant());
        PlainBrowser nobody = browser("");
        nobody.register("eve@example.org", "Eve", PASSWORD, "organizer", "1", "role", "ORGANIZER", "confirmed", "true");
        var eve = c.store.accounts().findByEmail("eve@example.org").orElseThrow();
        assertThat(eve.organizer()).isFalse();
        assertThat(eve.confirmed()).isFalse();
    }

    /** Threat 25: straight to the interface for programs, a millisecond outside of the window. */
    @Test
    void theWindowHoldsForProgramsToTheMillisecond() throws Exception {
        String account = c.store.teams().members(team).get(0).account();
        String token = c.store.accounts().apiToken(account);
        Instant opens = Instant.parse("2029-12-31T16:00:00Z");
        Instant closes = Instant.parse("2030-12-31T15:59:59Z");
        // Tokens hold for half a year only: each is tried with one of its own time.
        assertThat(program(c.store.accounts().apiToken(account), opens.minusMillis(1)))
                .isEqualTo(403);
        assertThat(program(token, SmallChallenge.DURING)).isEqualTo(201);
        assertThat(program(token, opens)).isEqualTo(201);
        c.clock.set(closes.minusMillis(1));
        token = c.store.accounts().apiToken(account);
        assertThat(program(token, closes.minusMillis(1))).isEqualTo(201);
        assertThat(program(token, closes)).isEqualTo(403);
    }

    private int program(String token, Instant at) throws Exception {
        c.clock.set(at);
        PlainBrowser program = new PlainBrowser(URI.create("http://127.0.0.1:" + server.port()));
        return program.send(program.to("/api/v1/uploads")
                        .header("Authorization", "Bearer " + token)
                        .header("Upload-Length", "10")
                        .header("Upload-Metadata", "phase " + base64("test") + ",check " + base64("1"))
                        .POST(HttpRequest.BodyPublishers.noBody()))
                .statusCode();
    }

    /** Threat 13. */
    @Test
    void aSessionGetsANewNameAtSignInAndTheOldOneIsDead() throws Exception {
        PlainBrowser own = browser("own@example.org");
        String first = own.cookie("session");
        own.post("/sign-in", "email", "own@example.org", "password", PASSWORD);
        String second = own.cookie("session");
        assertThat(second).isNotEqualTo(first);
        assertThat(c.store.accounts().session(first)).isEmpty();
        own.get("/account");
        own.post("/sign-out");
        assertThat(c.store.accounts().session(second)).isEmpty();
    }

    /** Threat 20: a link in a letter is made of the configured address, whatever a request calls the server. */
    @Test
    void aForgedHostGetsIntoNoLinkAndANewLineIntoNoHeader() throws Exception {
        PlainBrowser nobody = browser("");
        String form = "csrf=" + encoded(nobody.csrf()) + "&email=own%40example.org";
        String answer = raw("POST /reset-password HTTP/1.1\r\nHost: evil.example\r\nCookie: form="
                + nobody.cookie("form") + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                + form.length() + "\r\nConnection: close\r\n\r\n" + form);
        assertThat(answer).startsWith("HTTP/1.1 200").doesNotContain("evil.example");
        assertThat(c.store.messages().outbox(10))
                .anyMatch(letter -> letter.body().contains("http://localhost:" + server.port() + "/reset-password/"))
                .noneMatch(letter -> letter.body().contains("evil.example"));
        c.store.messages().mail("a@example.org\r\nBcc: b@example.org", "s\r\nBcc: b@example.org", "text");
        assertThat(c.store.messages().outbox(10))
                .allMatch(
                        letter -> (letter.receiver() + letter.subject()).chars().noneMatch(Character::isISOControl));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private String raw(String request) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /**
     * Threat 22: a form of ten megabytes is refused before it is kept; regression: now and then the answer was lost.
     */
    @Test
    void largeFormsAreRefused() throws Exception {
        PlainBrowser own = browser("own@example.org");
        for (int i = 0; i < 5; i++) {
            assertThat(own.post("/account/settings", "zone", "x".repeat(10 << 20))
                            .statusCode())
                    .isEqualTo(413);
        }
        assertThat(own.get("/account").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> submit(PlainBrowser as, String name, String sha256) throws Exception {
        return as.send(as.to("/api/v1/uploads")
                .header("X-CSRF-Token", as.csrf())
                .header("Upload-Length", "10")
                .header(
                        "Upload-Metadata",
                        "phase " + base64("test") + ",name " + base64(name) + ",description " + base64("how")
                                + ",outsideData " + base64("none") + ",models " + base64("none") + ",sha256 "
                                + base64(sha256))
                .POST(HttpRequest.BodyPublishers.noBody()));
    }

    /** Threats 5 and 9: what a program calls its method stands on the board like what a form calls it. */
    @Test
    void programsGiveMethodsNoNamesThatTheFormRefuses() throws Exception {
        PlainBrowser own = browser("own@example.org");
        String sha256 = Sha256.hex(new byte[10]);
        for (String name : List.of("", " ", "a\nb", "a\u0007b", "N".repeat(101))) {
            assertThat(submit(own, name, sha256).statusCode()).as(name).isEqualTo(400);
        }
        assertThat(submit(own, "N".repeat(100), sha256).statusCode()).isEqualTo(201);
    }

    /** Threat 18: Windows and many tus clients write hashes in capitals. */
    @Test
    void aDeclaredHashIsComparedHoweverItIsWritten() throws Exception {
        PlainBrowser own = browser("own@example.org");
        for (String wrong : List.of("", "00", "g".repeat(64), "0".repeat(65))) {
            assertThat(submit(own, "m", wrong).statusCode()).as(wrong).isEqualTo(400);
        }
        String right = Sha256.hex(new byte[10]).toUpperCase(Locale.ROOT);
        for (String declared : List.of(right, "AB".repeat(32))) {
            String location =
                    submit(own, "m", declared).headers().firstValue("Location").orElseThrow();
            assertThat(patch(own, location, 0, new byte[10]).statusCode())
                    .as(declared)
                    .isEqualTo(declared.equals(right) ? 204 : 400);
        }
    }

    /** Threats 5 and 9: names of files in headers, formulas in tables. */
    @Test
    void namesBreakNeitherHeadersNorSpreadsheets() throws Exception {
        PlainBrowser own = browser("own@example.org");
        assertThat(own.get("/submissions/" + submission.id() + "/file")
                        .headers()
                        .firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"submission.zip\"; filename*=UTF-8''team.zip");
        c.store.teams().rename(team, "=HYPERLINK(\"http://evil.example\";\"x\")", "test");
        String csv = browser("ada@example.org")
                .get("/leaderboard/test/segmentation/table.csv")
                .body();
        assertThat(csv)
                .contains(",\"'=HYPERLINK(")
                .doesNotContain(",=HYPERLINK")
                .doesNotContain(",\"=HYPERLINK");
    }

    /** Threat 24: two organizers who confirm at the same moment confirm once. */
    @Test
    void aReleaseIsConfirmedOnce() throws Exception {
        List<String> organizers =
                c.store.accounts().organizers().stream().map(a -> a.id()).toList();
        LabelRelease release =
                c.store.releases().propose("test", Instant.parse("2031-02-01T00:00:00Z"), organizers.get(0));
        ExecutorService both = Executors.newFixedThreadPool(8);
        CountDownLatch go = new CountDownLatch(1);
        List<Future<Boolean>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            answers.add(both.submit(() -> {
                go.await();
                try {
                    c.store.releases().confirm(release.id(), organizers.get(1));
                    return true;
                } catch (RefusedException e) {
                    return false;
                }
            }));
        }
        go.countDown();
        int confirmed = 0;
        for (Future<Boolean> answer : answers) {
            confirmed += answer.get() ? 1 : 0;
        }
        both.shutdown();
        assertThat(confirmed).isEqualTo(1);
        assertThat(c.store.audit().entries(1000, Long.MAX_VALUE).stream()
                        .filter(e -> e.act().equals("confirm label release")))
                .hasSize(1);
    }

    /** Threat 33: with other labels and other masks of the same cases the same file gets the same answer. */
    @Test
    void theCheckDoesNotDependOnTheTruth() throws Exception {
        Path truth = OracleChallenge.truth(folder.resolve("another"));
        Files.writeString(truth.resolve("labels.csv"), "patient_id,label\nRJPD_005,0\nRJPD_006,1\nRJPD_010,0\n");
        Files.copy(
                truth.resolve("RJPD_005/QSM_mask.nii.gz"),
                truth.resolve("RJPD_006/QSM_mask.nii.gz"),
                StandardCopyOption.REPLACE_EXISTING);
        TruthFolder.Taken other = TruthFolder.take(truth, "test", c.data);
        assertThat(other.sha256())
                .isNotEqualTo(c.store.phases().truths("test").get(0).sha256());
        assertThat(String.join("\n", other.cases().lines()))
                .as("all that a check is told of the truth")
                .isEqualTo(c.store.phases().truths("test").get(0).caseIds());
    }

    /** Threat 16: secrets are compared without telling where they differ. */
    @Test
    void secretsAreComparedInConstantTime() throws Exception {
        assertThat(Files.readString(Path.of("src/main/java/org/substantia/challenge/store/Secrets.java")))
                .contains("MessageDigest.isEqual");
    }

    /** Threats 19 and 21: statements are constants with bound values, and nobody's address is opened. */
    @Test
    void noStatementIsBuiltOfTextAndNoAddressIsOpened() throws Exception {
        List<String> built = new ArrayList<>();
        List<String> opened = new ArrayList<>();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source :
                    sources.filter(f -> f.toString().endsWith(".java")).toList()) {
                String text = Files.readString(source);
                if (text.matches("(?s).*create(?:Query|Update)\\((?:\\s*\"[^\"]*\"\\s*\\+)*\\s*"
                        + "(?:\"[^\"]*\"\\s*\\+\\s*)[a-z].*")) {
                    built.add(source.toString());
                }
                if (text.contains("java.net.http") || text.contains("openConnection") || text.contains("openStream")) {
                    opened.add(source.toString());
                }
            }
        }
        assertThat(built).isEmpty();
        assertThat(opened).isEmpty();
    }
}

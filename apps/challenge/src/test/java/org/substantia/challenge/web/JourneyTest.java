package org.substantia.challenge.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.parallel.Workers;
import org.substantia.base.random.RandomStream;
import org.substantia.challenge.OracleChallenge;
import org.substantia.challenge.SmallChallenge;
import org.substantia.challenge.intake.CaseList;
import org.substantia.challenge.intake.CheckReport;
import org.substantia.challenge.intake.SubmissionCheck;
import org.substantia.challenge.json.Json;
import org.substantia.challenge.model.Account;
import org.substantia.challenge.model.Method;
import org.substantia.challenge.model.Phase;
import org.substantia.challenge.model.Score;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Track;
import org.substantia.challenge.model.Upload;
import org.substantia.challenge.rules.BoardRow;
import org.substantia.challenge.rules.Metrics;
import org.substantia.challenge.rules.Stability;
import org.substantia.testing.Browser;

/** The site in a real browser, from the registration to the opened results. */
@Tag("slow")
class JourneyTest {
    private static final String PASSWORD = "a long enough password";
    private static final String LABELS = "patient_id,prediction\nRJPD_005,1\nRJPD_006,1\nRJPD_010,1\n";
    private static final int PHONE = 375;
    /** A4 across, less its margins, at 96 pixels an inch. */
    private static final int PAPER = 1047;

    @TempDir
    private Path folder;

    private static Browser browser;
    private SmallChallenge c;
    private WebServer server;
    private BrowserPage page;

    @BeforeAll
    static void start(@TempDir Path profile) throws Exception {
        Optional<Path> program = Browser.program();
        Assumptions.assumeTrue(
                program.isPresent(), "no Chromium on this machine: the pages are not tried in a browser");
        browser = new Browser(program.get(), profile, 1100, 800);
    }

    @AfterAll
    static void end() throws Exception {
        if (browser != null) {
            browser.close();
        }
    }

    private void serve(String visibility) throws Exception {
        c = new SmallChallenge(folder, visibility);
        server = c.serve();
        String hash = Passwords.hash(PASSWORD);
        c.organizerTokens.values().forEach(t -> c.store.accounts().resetPassword(t, hash));
        page = new BrowserPage(browser, server.baseUrl());
    }

    @BeforeEach
    void newPerson() throws Exception {
        new BrowserPage(browser, URI.create("about:blank")).newPerson();
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
            c.close();
        }
    }

    private String member(String name) {
        return member(name, name);
    }

    private String member(String name, String team) {
        return c.team(name, team, team + " and others", Passwords.hash(PASSWORD));
    }

    /** A submission whose figures are given; no scorer runs. */
    private Submission scored(String team, Path zip, double total) throws Exception {
        List<Score> scores = new ArrayList<>();
        scores.add(Score.of(Track.SEGMENTATION, Metrics.TOTAL, total));
        for (String column : Metrics.columns(Track.SEGMENTATION, true)) {
            scores.add(Score.of(Track.SEGMENTATION, column, total / 12));
        }
        scores.add(Score.of(Track.CLASSIFICATION, Metrics.ACCURACY, total / 12));
        return c.scored(c.upload(team, zip), scores);
    }

    /** With a part that no scorer reads, so that sending it takes several requests. */
    private Path large(Path zip) throws Exception {
        Path large = folder.resolve("large.zip");
        byte[] filler = new byte[9 << 20];
        RandomStream random = new RandomStream(1);
        for (int i = 0; i < filler.length; i++) {
            filler[i] = (byte) random.nextInt(256);
        }
        try (OutputStream out = Files.newOutputStream(large);
                ZipOutputStream to = new ZipOutputStream(out);
                ZipInputStream from = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
                to.putNextEntry(new ZipEntry(entry.getName()));
                from.transferTo(to);
            }
            to.putNextEntry(new ZipEntry("notes/figures.bin"));
            to.write(filler);
        }
        return large;
    }

    private void assertNoFaults() {
        assertThat(browser.faults()).isEmpty();
        assertThat(browser.requests()).allMatch(url -> url.startsWith(server.baseUrl() + "/"));
    }

    private static final String HAND_IN = "/submissions";
    private static final String BOARD = "/leaderboard/test/segmentation";

    private void method() throws Exception {
        page.type(HAND_IN, "name", "Method one");
        page.type(HAND_IN, "description", "A network.");
        page.type(HAND_IN, "outsideData", "none");
        page.type(HAND_IN, "models", "none");
    }

    @Test
    void aNewcomerRegistersFoundsATeamAndIsJoined() throws Exception {
        serve("sealed");
        page.open("/register");
        page.picture("register");
        for (Map.Entry<String, String> field : Map.of(
                        "email", "li@hospital.example",
                        "name", "Li",
                        "affiliation", "Hospital",
                        "country", "China",
                        "purpose", "Research",
                        "password", PASSWORD)
                .entrySet()) {
            page.type("/register", field.getKey(), field.getValue());
        }
        page.send("/register");
        assertThat(page.text()).contains("A message with a link and a code is on its way");
        page.signIn("li@hospital.example", PASSWORD);
        assertThat(page.text()).contains("Confirm your address first.");
        page.picture("team-unconfirmed");
        String letter = c.store.messages().outbox(1).get(0).body();
        page.open("/account");
        page.type("/account/code", "code", letter.replaceAll("(?s).*code ([0-9]{6}).*", "$1"));
        page.picture("account-unconfirmed");
        page.send("/account/code");
        page.open("/team");
        page.type("/team/create", "name", "Substantia nigra");
        page.type("/team/create", "affiliation", "Hospital");
        page.send("/team/create");
        assertThat(page.text()).contains("admitted").contains("Sign the present agreement");
        page.type("/team/invite", "email", "wang@example.org");
        page.send("/team/invite");
        String link = page.text().replaceAll("(?s).*(/team/join/\\S+).*", "$1");
        page.open("/agreement");
        page.check("/agreement", "agree");
        page.picture("agreement");
        page.send("/agreement");
        assertThat(page.path()).isEqualTo("/data");
        page.picture("data");
        String part = "fetch('/data/test/files/images.zip', {headers: {Range: 'bytes=1-3'}})"
                + ".then(async answer => answer.status + ' ' + await answer.text())";
        assertThat(browser.value(part).asText()).isEqualTo("206 mag");
        assertNoFaults();
        c.account("wang", Passwords.hash(PASSWORD));
        page.newPerson();
        page.signIn("wang@example.org", PASSWORD);
        page.open(link);
        page.send(link);
        assertThat(page.text()).contains("Li").contains("wang").contains("leader");
        page.picture("team");
        assertNoFaults();
    }

    @Test
    void faultsOfAFileAreToldOnThePageInTheWordsOfTheProgram() throws Exception {
        serve("sealed");
        member("own");
        page.signIn("own@example.org", PASSWORD);
        Path zip = OracleChallenge.submission(
                folder.resolve("team.zip"),
                "patient_id,prediction\nRJPD_005,1\nRJPD_006,2\n",
                name -> !name.equals("outputs/RJPD_006/NM_pred.nii.gz"));
        page.open("/submit");
        page.picture("submit");
        page.file(true, zip);
        browser.value("document.querySelector('details form[action=\"/submissions\"] button').click()");
        browser.untilTrue("location.pathname.startsWith('/uploads/') && document.readyState === 'complete'");
        browser.untilTrue("document.querySelector('main').getAttribute('data-state') === 'CHECKING'");
        assertThat(page.text()).contains("The file is being looked at.");
        c.pool.checkNext();
        browser.untilTrue("document.querySelector('main').innerText.includes('No attempt was used')");
        String cases = c.store
                .phases()
                .findTruth(c.store.phases().find("test").orElseThrow().truth().orElseThrow())
                .orElseThrow()
                .caseIds();
        CheckReport report = SubmissionCheck.check(zip, "team.zip", CaseList.parse(cases), Workers.caller());
        assertThat(report.errors()).hasSizeGreaterThan(1);
        List<String> words = new ArrayList<>();
        for (CheckReport.Line line : report.errors()) {
            words.add((line.caseId().isEmpty() ? "" : line.caseId() + ": ") + line.check() + ": " + line.message());
        }
        assertThat(page.items()).containsAll(words);
        page.picture("check-failed");
        page.open("/submit");
        assertThat(page.text()).contains("0 of 2 attempts used").contains("1 of 20 checks");
        assertNoFaults();
    }

    @Test
    void anInterruptedUploadGoesOnAndTheScoreAppearsOnItsOwn() throws Exception {
        serve("own");
        member("own");
        page.signIn("own@example.org", PASSWORD);
        Path zip = large(OracleChallenge.submission(folder.resolve("team.zip")));
        page.open("/submit");
        method();
        page.file(false, zip);
        browser.call(
                "Network.emulateNetworkConditions",
                Map.of("offline", false, "latency", 0, "downloadThroughput", -1, "uploadThroughput", 4 << 20));
        page.press(HAND_IN);
        browser.untilTrue("document.querySelector('progress').value > 0");
        // The server goes away in the middle of it, and another takes its place.
        int port = server.port();
        server.close();
        server = c.serve(SmallChallenge.VERSION, port);
        // So does the reader, who comes back with the same file.
        page.open("/submit");
        page.picture("submit-again");
        method();
        page.file(false, zip);
        page.press(HAND_IN);
        browser.untilTrue("location.pathname.startsWith('/uploads/') && document.readyState === 'complete'");
        assertThat(browser.requests().stream().filter(url -> url.endsWith("/api/v1/uploads")))
                .as("the second try went on with the first one's upload")
                .hasSize(1);
        browser.call(
                "Network.emulateNetworkConditions",
                Map.of("offline", false, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
        browser.untilTrue("document.querySelector('main').getAttribute('data-state') === 'CHECKING'");
        c.pool.checkNext();
        browser.untilTrue("document.querySelector('main').innerText.includes('Number 1 in line')");
        browser.untilTrue("document.querySelector('main').getAttribute('data-state') === 'ACCEPTED'");
        page.picture("submission-waiting");
        c.pool.scoreNext();
        browser.untilTrue("document.querySelector('main').innerText.includes('Segmentation')");
        assertThat(page.text()).contains("Scored.").contains("0.667");
        page.picture("submission-scored");
        page.open("/leaderboard/test/segmentation");
        assertThat(page.text()).contains("sealed");
        page.open("/inbox");
        assertThat(page.text()).contains("Test, submission 1 was scored.");
        page.picture("inbox");
        // What the browser says of the server that was away is no fault of a page.
        assertThat(browser.faults())
                .allMatch(fault -> fault.contains("net::ERR_") || fault.contains("/api/v1/uploads"));
    }

    @Test
    void organizersScoreAnewReleaseLabelsAndTheBoardOpens() throws Exception {
        serve("sealed");
        Path zip = OracleChallenge.submission(folder.resolve("team.zip"), LABELS, name -> true);
        scored(member("first"), zip, 7.5);
        page.open("/leaderboard/test/segmentation");
        assertThat(page.text()).contains("sealed").doesNotContain("first");
        page.picture("board-sealed");
        page.signIn("ada@example.org", PASSWORD);
        page.open("/leaderboard/test/segmentation");
        assertThat(page.text()).contains("7.5000");
        page.open("/admin/rescore");
        page.choose("/admin/rescore", "convention", "published");
        page.type("/admin/rescore", "reason", "The published weights");
        page.send("/admin/rescore");
        String diff = page.path();
        assertThat(page.text()).contains("0 / 1");
        assertThat(c.pool.scoreNext()).isTrue();
        page.open(diff);
        assertThat(page.text()).contains("1 / 1").contains("7.5000");
        page.picture("rescore-diff");
        page.send(diff + "/publication");
        page.open("/leaderboard/test/segmentation");
        assertThat(page.text()).doesNotContain("7.5000").contains("Version until");
        page.picture("board-organizer");
        page.open("/admin/release");
        page.choose("/admin/release", "phase", "test");
        page.type("/admin/release", "due", "2031-02-01T00:00:00Z");
        page.send("/admin/release");
        assertThat(page.text()).contains("waits for a second organizer");
        page.picture("release");
        page.newPerson();
        page.signIn("bo@example.org", PASSWORD);
        page.open("/admin/release");
        browser.value("document.querySelector('form[action$=\"/confirmation\"]').requestSubmit()");
        browser.untilTrue("document.querySelector('main').innerText.includes('waits for its time')");
        c.clock.set(SmallChallenge.AFTER_RESULTS);
        c.pool.keepHouse();
        page.newPerson();
        page.signIn("first@example.org", PASSWORD);
        page.open("/data");
        assertThat(page.text()).contains("masks.zip").contains("labels");
        page.open("/leaderboard/test/segmentation");
        assertThat(page.text()).contains("Frozen").contains("first");
        page.picture("board-open");
        page.open("/leaderboard/test/classification");
        assertThat(page.text()).contains("0.667");
        assertNoFaults();
    }

    @Test
    void theKeyboardIsEnough() throws Exception {
        serve("live");
        String team = member("own");
        scored(team, OracleChallenge.submission(folder.resolve("team.zip")), 7.5);
        page.open("/sign-in");
        page.tab();
        assertThat(browser.value("document.activeElement.className").asText()).isEqualTo("skip");
        page.enter();
        assertThat(browser.value("document.activeElement.id").asText()).isEqualTo("main");
        page.tabTo("a.name === 'email'");
        browser.call("Input.insertText", Map.of("text", "own@example.org"));
        page.tabTo("a.name === 'password'");
        browser.call("Input.insertText", Map.of("text", PASSWORD));
        page.enterAndArrive();
        assertThat(page.path()).isEqualTo("/team");
        page.tabTo("a.getAttribute('href') === '/submit'");
        assertThat(browser.value("getComputedStyle(document.activeElement).outlineStyle")
                        .asText())
                .as("where one is can be seen")
                .isEqualTo("solid");
        page.enterAndArrive();
        page.tabTo("a.tagName === 'SUMMARY'");
        page.enter();
        browser.untilTrue("document.querySelector('main details').open");
        page.tabTo("a.type === 'file' && !!a.closest('details')");
        page.tabTo("a.type === 'submit'");
        page.open("/leaderboard/test/segmentation");
        page.tabTo("a.closest('th')?.innerText === 'Total'");
        page.enter();
        assertThat(browser.value("document.activeElement.closest('th').getAttribute('aria-sort')")
                        .asText())
                .isEqualTo("ascending");
        assertNoFaults();
    }

    private static final List<String> PAGES = List.of(
            "/",
            "/tasks",
            "/rules",
            "/schedule",
            "/leaderboard",
            "/leaderboard/test/segmentation",
            "/news",
            "/questions",
            "/register",
            "/sign-in",
            "/data",
            "/submit",
            "/team",
            "/submissions",
            "/account",
            "/inbox",
            "/agreement");

    @Test
    void aPhoneNeedsNoScrollingSidewaysAndPaperHoldsTheWholeBoard() throws Exception {
        serve("live");
        String team = member("own", "A team with quite a long name, and the name of its institute");
        scored(team, OracleChallenge.submission(folder.resolve("team.zip")), 7.5);
        page.signIn("own@example.org", PASSWORD);
        page.width(PHONE, true);
        for (String path : PAGES) {
            page.open(path);
            assertThat(page.contentWidth()).as(path).isLessThanOrEqualTo(PHONE);
            page.picture("phone" + path.replace('/', '-'));
        }
        page.width(PAPER, false);
        browser.call("Emulation.setEmulatedMedia", Map.of("media", "print"));
        page.open("/leaderboard/test/segmentation");
        assertThat(browser.value("getComputedStyle(document.querySelector('header')).display")
                        .asText())
                .isEqualTo("none");
        assertThat(page.contentWidth()).isLessThanOrEqualTo(PAPER);
        assertThat(page.text()).contains("QSM CN HD").contains("NM SN HD");
        page.picture("print-board");
        assertNoFaults();
    }

    @Test
    void everyPageIsWholeInBothLanguages() throws Exception {
        serve("live");
        scored(member("own"), OracleChallenge.submission(folder.resolve("team.zip")), 7.5);
        scored(member("other"), OracleChallenge.submission(folder.resolve("second.zip")), 7.25);
        String question = "/questions/" + discussed();
        page.signIn("own@example.org", PASSWORD);
        List<String> pages = new ArrayList<>(PAGES);
        pages.add(question);
        for (String locale : List.of("en", "zh-CN")) {
            page.open("/?lang=" + locale);
            for (String path : pages) {
                page.open(path);
                page.picture(locale + (path.equals(question) ? "-question" : path.replace('/', '-')));
                assertThat(browser.value("document.documentElement.lang").asText())
                        .as(path)
                        .isEqualTo(locale);
                assertWellMade(path);
            }
        }
        c.clock.set(SmallChallenge.AFTER_RESULTS);
        stable();
        for (String locale : List.of("en", "zh-CN")) {
            page.open(BOARD + "?lang=" + locale);
            page.picture(locale + "-board-stability");
            assertThat(browser.value("document.querySelector('main').innerText").asText())
                    .contains("1–2", "Piepho");
            assertWellMade(BOARD);
        }
        assertNoFaults();
    }

    /** A question that was asked by one, and answered by another and by the organizers. */
    private String discussed() {
        var accounts = c.store.accounts();
        String id = c.store
                .questions()
                .ask(
                        accounts.findByEmail("own@example.org").orElseThrow(),
                        "Which tissue counts as the substantia nigra on NM images?",
                        "The atlas draws it larger than the example masks.\n\nShould we follow the masks?")
                .id();
        c.clock.advance(Duration.ofMinutes(1));
        c.store.questions().answer(id, accounts.findByEmail("other@example.org").orElseThrow(), "We did.");
        c.clock.advance(Duration.ofMinutes(1));
        c.store
                .questions()
                .answer(
                        id,
                        accounts.organizers().get(0),
                        "Follow the masks; they are what is scored. The protocol is described under Tasks.");
        return id;
    }

    /** What a worker would have found of the two entries. */
    private void stable() {
        Phase phase = c.store.phases().find("test").orElseThrow();
        Track track = c.store.phases().tracks().get(0);
        List<BoardRow> rows = c.store.boards().current(phase, track);
        c.store
                .stabilities()
                .publish(
                        c.store.boards().claimStability(phase, track, rows).orElseThrow(),
                        new Stability(
                                3,
                                2000,
                                rows.stream()
                                        .map(row ->
                                                new Stability.Place(row.entry().submission(), 1, 2, List.of(0)))
                                        .toList()));
    }

    /** What a reader that speaks needs: one heading of the page, a label at every field, a name at every control. */
    private static void assertWellMade(String path) throws Exception {
        assertThat(browser.value("document.querySelectorAll('h1').length").asInt())
                .as(path)
                .isEqualTo(1);
        assertThat(browser.value("Array.from(document.querySelectorAll('main input:not([type=hidden]), main select, "
                                + "main textarea')).filter(f => !f.labels.length || "
                                + "!f.labels[0].textContent.trim()).length")
                        .asInt())
                .as("fields without a label on " + path)
                .isZero();
        assertThat(browser.value("Array.from(document.querySelectorAll('a, button, summary')).filter(e => "
                                + "!e.textContent.trim()).length")
                        .asInt())
                .as("controls without a name on " + path)
                .isZero();
        assertThat(browser.value("Array.from(document.querySelectorAll('th')).filter(h => !h.scope).length")
                        .asInt())
                .as("headings of tables without a direction on " + path)
                .isZero();
        assertThat(Json.read(browser.value(FAINT_TEXT).toString(), String[].class))
                .as("text too faint for its background on " + path)
                .isEmpty();
    }

    /**
     * Texts whose contrast with the background behind them is below that of WCAG 2.2 AA (1.4.3): 4.5, and 3 for large
     * text.
     */
    private static final String FAINT_TEXT = """
            (() => {
              const rgba = text => (text.match(/[0-9.]+/g) || []).map(Number);
              const light = ([r, g, b]) => [r, g, b]
                .map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
                .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
              const behind = e => {
                for (; e; e = e.parentElement) {
                  const color = rgba(getComputedStyle(e).backgroundColor);
                  if (color.length === 3 || color[3] === 1) return color;
                }
                return [255, 255, 255];
              };
              const faint = new Set();
              for (const e of document.querySelectorAll('body *')) {
                const own = Array.from(e.childNodes).some(n => n.nodeType === 3 && n.textContent.trim());
                if (!own || !e.checkVisibility()) continue;
                const style = getComputedStyle(e);
                const size = parseFloat(style.fontSize);
                const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
                const [a, b] = [light(rgba(style.color)), light(behind(e))].sort((x, y) => y - x);
                const ratio = (a + 0.05) / (b + 0.05);
                if (ratio < (large ? 3 : 4.5)) {
                  faint.add(e.tagName + '.' + e.className + ' ' + ratio.toFixed(2) + ' ' + style.color);
                }
              }
              return Array.from(faint);
            })()""";

    @Test
    void withoutScriptsAFileIsHandedInAllTheSame() throws Exception {
        serve("sealed");
        member("own");
        browser.call("Emulation.setScriptExecutionDisabled", Map.of("value", true));
        page.signIn("own@example.org", PASSWORD);
        page.open("/submit");
        method();
        page.file(false, OracleChallenge.submission(folder.resolve("team.zip")));
        page.send(HAND_IN);
        assertThat(page.path()).startsWith("/uploads/");
        assertThat(page.text()).contains("The file is being looked at.");
        browser.call("Emulation.setScriptExecutionDisabled", Map.of("value", false));
    }

    /** What is written into every field that others get to see. */
    private static final List<String> PAYLOADS = List.of(
            "<script>window.hacked=1</script>",
            "\"><img src=x onerror=hacked=1>",
            "<svg onload=hacked=1>",
            "javascript:hacked=1//",
            "</title><script>hacked=1</script>",
            "<a hx-get=/x hx-trigger=load>b</a>",
            "' autofocus onfocus=hacked=1 '",
            "[c](javascript:hacked=1) <iframe src=//x.example>");

    @Test
    void whatPeopleWriteIsNeverRun() throws Exception {
        serve("live");
        String organizer = c.organizer();
        List<String> submissions = new ArrayList<>();
        List<String> questions = new ArrayList<>();
        int n = 0;
        for (String payload : PAYLOADS) {
            String account = c.account("p" + n, Passwords.hash(PASSWORD));
            c.store.datasets().sign(account, 1, "");
            String team = c.store
                    .teams()
                    .create(account, n + payload, payload, payload, true)
                    .id();
            c.store.messages().write(team, payload, payload, organizer);
            c.store
                    .messages()
                    .publishNews(
                            payload, payload, c.store.accounts().organizers().get(0));
            c.store
                    .teams()
                    .decide(team, c.store.teams().find(team).orElseThrow().state(), payload, organizer);
            submissions.add(scoredWith(team, account, payload));
            Account writer = c.store.accounts().find(account).orElseThrow();
            questions.add("/questions/"
                    + c.store.questions().ask(writer, payload, payload).id());
            c.store
                    .questions()
                    .write(c.store.submissions().find(submissions.get(n)).orElseThrow(), writer, payload);
            n++;
        }
        c.store.setStatusLine(String.join(" ", PAYLOADS), organizer);
        c.store
                .phases()
                .setWindow(
                        "test",
                        org.substantia.challenge.model.Window.Kind.LABELS,
                        Instant.parse("2032-01-01T00:00:00Z"),
                        Instant.parse("2033-01-01T00:00:00Z"),
                        String.join(" ", PAYLOADS),
                        organizer);
        List<String> open = List.of("/", "/news", "/questions", "/schedule", "/leaderboard/test/segmentation");
        visit(open);
        visit(questions);
        page.signIn("p0@example.org", PASSWORD);
        visit(List.of("/team", "/inbox", "/submissions", "/submissions/" + submissions.get(0)));
        page.newPerson();
        page.signIn("ada@example.org", PASSWORD);
        visit(List.of("/admin", "/admin/people", "/admin/teams", "/admin/phases", "/admin/submissions"));
        visit(List.of("/admin/audit", "/admin/outbox", "/admin/queue"));
        for (String submission : submissions) {
            visit(List.of("/submissions/" + submission));
        }
    }

    private String scoredWith(String team, String account, String payload) throws Exception {
        byte[] content = payload.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Upload upload = c.intake.open(
                team,
                account,
                "test",
                content.length,
                payload.replace('/', '_'),
                Optional.empty(),
                Optional.of(Json.text(new Method(payload, payload, payload, payload, payload))));
        c.intake.append(upload, 0, new java.io.ByteArrayInputStream(content));
        Upload claimed = c.store.uploads().claim().orElseThrow();
        CheckReport report =
                new CheckReport(3, true, true, List.of(new CheckReport.Line(false, payload, payload, payload)));
        Submission made = c.store
                .submissions()
                .accept(upload.id(), claimed.fence(), Json.text(report))
                .orElseThrow();
        var evaluation = c.store.queue().claim("w").orElseThrow();
        c.store
                .queue()
                .publish(
                        evaluation.id(),
                        evaluation.fence(),
                        List.of(Score.of(Track.SEGMENTATION, Metrics.TOTAL, 1)),
                        "ff");
        c.clock.advance(Duration.ofMinutes(1));
        return made.id();
    }

    private void visit(List<String> paths) throws Exception {
        for (String path : paths) {
            page.open(path);
            assertThat(browser.value("window.hacked === undefined").asBoolean())
                    .as(path)
                    .isTrue();
            assertThat(browser.value("document.body.innerText.includes('hacked=1')")
                            .asBoolean())
                    .as("it is shown as text on " + path)
                    .isTrue();
        }
        assertNoFaults();
    }
}

package org.substantia.challenge.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.substantia.base.io.Sha256;
import org.substantia.challenge.intake.Blobs;
import org.substantia.challenge.intake.CheckReport;
import org.substantia.challenge.intake.DiskReserve;
import org.substantia.challenge.intake.Intake;
import org.substantia.challenge.json.Json;
import org.substantia.challenge.model.Account;
import org.substantia.challenge.model.Evaluation;
import org.substantia.challenge.model.LabelRelease;
import org.substantia.challenge.model.Method;
import org.substantia.challenge.model.Rescore;
import org.substantia.challenge.model.Score;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Team;
import org.substantia.challenge.model.Track;
import org.substantia.challenge.model.Upload;
import org.substantia.challenge.model.Window;
import org.substantia.challenge.rules.Metrics;
import org.substantia.challenge.setup.ChallengeSetup;
import org.substantia.challenge.setup.DataFolder;
import org.substantia.challenge.setup.TruthFolder;
import org.substantia.challenge.store.Accounts;
import org.substantia.challenge.store.Database;
import org.substantia.challenge.store.Store;
import org.substantia.challenge.web.Passwords;

/**
 * PDCADxFoundation 2025 through the platform, as its site's history tells it: 57 teams, two tracks, three attempts and
 * two, dates that were moved, the metric that was changed on 12 August, entries that were replaced before the close,
 * one total that was corrected from 6.9007 to 7.8251. The masks behind the figures do not exist here: figures are
 * entered by a stub in the scorer's place, those of the validation phase are made up, and the pages say so. Figures of
 * the test phase: Ruijin-IMIT/ruijin-imit.github.io, rank_test.html.
 */
public final class ReplayedChallenge {
    /** How many teams had registered. */
    private static final int TEAMS = 57;

    private static final String VALIDATION = "validation";
    private static final String TEST = "test";
    private static final String CORRECTED_TEAM = "elaphin";
    private static final String UNNAMED = "Registered team ";
    /** None that looks like another, by which the platform would take two names for one. */
    private static final String LETTERS = "ABCDEFGHKMNPRSTUWXYZ";

    private static final int MADE_UP_ENTRANTS = 5;
    private static final int VALIDATION_ATTEMPTS = 3;

    private final History clock;
    private final Store store;
    private final Intake intake;
    private final Account organizer;
    private final Account second;
    private final Map<String, String> teams = new HashMap<>();

    private ReplayedChallenge(History clock, Store store, Intake intake) {
        this.clock = clock;
        this.store = store;
        this.intake = intake;
        organizer = store.accounts().organizers().get(0);
        second = store.accounts().organizers().get(1);
    }

    /** The time of the story, which only its teller moves. */
    private static final class History extends Clock {
        private Instant now = ReplayedChallenge.instant("2025-04-01T00:00:00+08:00");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private static Instant instant(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }

    /** An entry of the test phase. */
    private record Entry(Instant at, String team, List<Score> scores) {}

    /**
     * Makes the challenge in an empty folder, from its first day to its last.
     *
     * @throws IOException if the folder cannot be written, or holds a challenge
     */
    public static void create(DataFolder data, String databaseUrl, String version) throws IOException {
        Path source = Files.createDirectories(data.path().resolve("demo"));
        Path yaml = source.resolve("challenge.yaml");
        Files.writeString(yaml, resource("replay-2025.yaml"));
        History clock = new History();
        Map<String, String> tokens = ChallengeSetup.create(yaml, data, databaseUrl, version, clock);
        try (Store store = new Store(Database.open(databaseUrl), clock)) {
            String hash = Passwords.hash(DemoChallenge.PASSWORD);
            tokens.values().forEach(token -> store.accounts().resetPassword(token, hash));
            Intake intake = new Intake(store, new Blobs(data.path()), data.path(), 1 << 20, DiskReserve.NONE);
            new ReplayedChallenge(clock, store, intake).tell(data, version, hash);
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = ReplayedChallenge.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<Entry> entries() throws IOException {
        List<String> lines = resource("replay-2025.csv").lines().toList();
        String[] header = lines.get(0).split(",", -1);
        List<Entry> entries = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            List<Score> scores = new ArrayList<>();
            for (int i = 2; i < cells.length; i++) {
                if (!cells[i].isEmpty()) {
                    scores.add(score(header[i], Double.parseDouble(cells[i])));
                }
            }
            entries.add(new Entry(instant(cells[0]), cells[1], scores));
        }
        return entries;
    }

    private static Score score(String column, double value) {
        return switch (column) {
            case "accuracy" -> Score.of(Track.CLASSIFICATION, Metrics.ACCURACY, value);
            case "total" -> Score.of(Track.SEGMENTATION, Metrics.TOTAL, value);
            default -> Score.of(Track.SEGMENTATION, Metrics.dice(column), value);
        };
    }

    private void tell(DataFolder data, String version, String passwordHash) throws IOException {
        store.setStatusLine(
                "Replay of 2025: published figures, entered by a stub in the scorer's place; no masks behind them. "
                        + "回放 2025：分数取自公布结果，由替身代替评分程序录入，没有相应的分割文件。",
                organizer.id());
        List<Entry> entries = entries();
        register(entries, passwordHash);
        String ranks = store.phases()
                .engine(version + ", ranks of HD95 and AUROC", "{}", organizer.id())
                .id();
        String weighted = store.phases()
                .engine(version + ", weighted sum and accuracy", "{}", organizer.id())
                .id();
        String validationTruth = truth(data, VALIDATION);
        String testTruth = truth(data, TEST);
        store.phases().setScoring(VALIDATION, ranks, validationTruth, organizer.id());
        store.phases().setScoring(TEST, ranks, testTruth, organizer.id());
        validation();
        changeTheMetric(weighted, validationTruth, testTruth);
        test(entries);
        correct(version, testTruth);
    }

    /** Stands for masks and labels that are not here; its hash is looked at by {@code challenge verify} as any. */
    private String truth(DataFolder data, String phase) throws IOException {
        Path folder = Files.createDirectories(data.truth().resolve(phase).resolve("replay"));
        Files.writeString(
                folder.resolve("README.txt"), "The masks and labels of the challenge's " + phase + " are not here.\n");
        return store.phases()
                .addTruth(
                        phase,
                        TruthFolder.sha256(folder),
                        data.path().relativize(folder).toString().replace('\\', '/'),
                        List.of(),
                        organizer.id())
                .id();
    }

    private void at(String instant) {
        clock.now = instant(instant);
    }

    private void news(String title, String body) {
        store.messages().publishNews(title, body, organizer);
    }

    private void move(String phase, Window.Kind kind, String from, String to, String reason) {
        store.phases().setWindow(phase, kind, instant(from), instant(to), reason, organizer.id());
    }

    /** Everybody who registered. Who is not on a published board has no name here. */
    private void register(List<Entry> entries, String passwordHash) {
        Set<String> names = new LinkedHashSet<>();
        entries.forEach(entry -> names.add(entry.team()));
        for (int i = names.size(); i < TEAMS; i++) {
            names.add(UNNAMED + LETTERS.charAt(i / LETTERS.length()) + LETTERS.charAt(i % LETTERS.length()));
        }
        int number = 0;
        for (String name : names) {
            number++;
            String leader = DemoChallenge.participant(
                    store,
                    new Accounts.Registration(
                            "team" + number + "@example.org",
                            "Leader " + number,
                            "",
                            "",
                            "replay",
                            passwordHash,
                            "en",
                            "Asia/Shanghai"));
            Team team = store.teams().create(leader, name, "", "", true);
            teams.put(name, team.id());
        }
    }

    /** A file is handed in, passes the check, and the stub publishes figures for it. */
    private void enter(String team, String phase, List<Score> scores) throws IOException {
        String id = teams.get(team);
        byte[] content = ("Stands for the file that " + team + " sent at " + clock.instant() + "; it is not here.\n")
                .getBytes(StandardCharsets.UTF_8);
        Upload upload = intake.open(
                id,
                store.teams().members(id).get(0).account(),
                phase,
                content.length,
                "entry.zip",
                Optional.empty(),
                Optional.of(Json.text(new Method("", "", "", "", ""))));
        intake.append(upload, 0, new ByteArrayInputStream(content));
        Upload claimed = store.uploads().claim().orElseThrow();
        store.submissions().accept(claimed.id(), claimed.fence(), Json.text(new CheckReport(0, true, true, List.of())));
        publish(store.queue().claim("stub").orElseThrow(), scores);
    }

    private void publish(Evaluation evaluation, List<Score> scores) {
        String sha256 = new Sha256().update(Json.text(scores)).hex();
        store.queue().publish(evaluation.id(), evaluation.fence(), scores, sha256);
    }

    /** Five teams without a name, up to three attempts each, with made-up figures on the first metric's scale. */
    private void validation() throws IOException {
        at("2025-06-14T12:00:00+08:00");
        move(
                VALIDATION,
                Window.Kind.SUBMISSION,
                "2025-05-01T00:00:00+08:00",
                "2025-08-02T00:00:00+08:00",
                "labels are released later");
        move(
                VALIDATION,
                Window.Kind.RESULTS,
                "2025-08-02T00:00:00+08:00",
                "2099-01-01T00:00:00Z",
                "labels are released later");
        List<String> entrants = entrants();
        for (int attempt = 0; attempt < VALIDATION_ATTEMPTS; attempt++) {
            for (int i = 0; i < entrants.size() - attempt; i++) {
                at("2025-07-" + (10 + 5 * attempt + i) + "T12:00:00+08:00");
                double value = 0.70 + 0.04 * i + 0.02 * attempt;
                enter(entrants.get(i), VALIDATION, madeUp(value, 0.60 + 0.03 * i));
            }
        }
        at("2025-08-01T12:00:00+08:00");
        LabelRelease release =
                store.releases().propose(VALIDATION, instant("2025-08-02T00:00:00+08:00"), organizer.id());
        store.releases().confirm(release.id(), second.id());
        at("2025-08-02T00:00:00+08:00");
        store.releases().carryOut();
        news("Validation labels released", "The validation phase is closed and its board is frozen.");
    }

    private List<String> entrants() {
        return teams.keySet().stream()
                .filter(name -> name.startsWith(UNNAMED))
                .sorted()
                .limit(MADE_UP_ENTRANTS)
                .toList();
    }

    private static List<Score> madeUp(double total, double accuracy) {
        return List.of(
                Score.of(Track.SEGMENTATION, Metrics.TOTAL, total),
                Score.of(Track.CLASSIFICATION, Metrics.ACCURACY, accuracy));
    }

    /** 12 August: the test images come three days early, and a new metric, before anything of the test is scored. */
    private void changeTheMetric(String engine, String validationTruth, String testTruth) {
        at("2025-08-12T08:00:00+08:00");
        move(
                TEST,
                Window.Kind.DATA,
                "2025-08-12T08:00:00+08:00",
                "2025-10-01T00:00:00+08:00",
                "the images are ready earlier");
        store.phases().setScoring(TEST, engine, testTruth, organizer.id());
        String reason = "The metric is the weighted sum of Dice and Hausdorff distance, and accuracy, from now on";
        // On the new scale the second team falls behind the third.
        String falling = entrants().get(MADE_UP_ENTRANTS - 2);
        rescore(
                VALIDATION,
                engine,
                validationTruth,
                reason,
                (team, before) -> madeUp(
                        11 * value(before, Metrics.TOTAL) - (team.equals(falling) ? 0.6 : 0),
                        value(before, Metrics.ACCURACY) + 0.01));
        news("Test images released; the metric has changed", reason + ".");
        at("2025-08-12T18:00:00+08:00");
        move(
                TEST,
                Window.Kind.SUBMISSION,
                "2025-06-15T00:00:00+08:00",
                "2025-09-01T00:00:00+08:00",
                "teams get more time with the test images");
        news("More time", "The test phase closes at the end of 31 August, UTC+8, instead of 15 August.");
    }

    private static double value(List<Score> scores, String metric) {
        return scores.stream()
                .filter(s -> s.metric().equals(metric))
                .findFirst()
                .orElseThrow()
                .value()
                .getAsDouble();
    }

    private void test(List<Entry> entries) throws IOException {
        for (Entry entry : entries) {
            clock.now = entry.at();
            enter(entry.team(), TEST, entry.scores());
        }
        at("2025-09-01T10:00:00+08:00");
        news("Results of the test phase", "Both boards of the test phase are open.");
    }

    /** The NM nigra of one team had been scored wrongly: everything is scored anew, one switch corrects the board. */
    private void correct(String version, String truth) {
        at("2025-09-01T13:42:00+08:00");
        String reason = "The NM mask of " + CORRECTED_TEAM + " had been scored wrongly";
        String engine = store.phases()
                .engine(version + ", weighted sum and accuracy, NM corrected", "{}", organizer.id())
                .id();
        rescore(TEST, engine, truth, reason, (team, before) -> {
            if (!team.equals(CORRECTED_TEAM)) {
                return before;
            }
            List<Score> after = new ArrayList<>(before);
            after.removeIf(s -> s.metric().equals(Metrics.TOTAL) || s.metric().equals(Metrics.dice("nm.SN")));
            after.add(score("total", 7.8251));
            after.add(score("nm.SN", 0.735));
            return after;
        });
        news("A correction", reason + ": its total is 7.8251, not 6.9007. The board before stays readable.");
    }

    /** What the stub makes of a submission the second time. */
    @FunctionalInterface
    private interface Stub {
        List<Score> score(String team, List<Score> before);
    }

    private void rescore(String phase, String engine, String truth, String reason, Stub stub) {
        Rescore rescore = store.rescores().request(phase, engine, truth, reason, organizer.id());
        for (Optional<Evaluation> next = store.queue().claim("stub");
                next.isPresent();
                next = store.queue().claim("stub")) {
            Submission submission =
                    store.submissions().find(next.get().submission()).orElseThrow();
            List<Score> before = new ArrayList<>();
            store.queue()
                    .scores(store.queue().current(submission.id()).orElseThrow().id())
                    .forEach((track, values) ->
                            values.forEach((metric, value) -> before.add(Score.of(track, metric, value))));
            String team = store.teams().find(submission.team()).orElseThrow().name();
            publish(next.get(), stub.score(team, before));
        }
        store.rescores().publish(rescore.id(), organizer.id());
    }
}

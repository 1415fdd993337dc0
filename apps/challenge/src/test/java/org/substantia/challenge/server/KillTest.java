package org.substantia.challenge.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.io.Sha256;
import org.substantia.base.parallel.Workers;
import org.substantia.challenge.OracleChallenge;
import org.substantia.challenge.intake.Blobs;
import org.substantia.challenge.model.AuditEntry;
import org.substantia.challenge.model.Evaluation;
import org.substantia.challenge.model.Score;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Team;
import org.substantia.challenge.model.Upload;
import org.substantia.challenge.server.ServerProcesses.Victim;
import org.substantia.challenge.setup.Backup;
import org.substantia.challenge.setup.ChallengeSetup;
import org.substantia.challenge.setup.DataFolder;
import org.substantia.challenge.store.Accounts;
import org.substantia.challenge.store.Database;
import org.substantia.challenge.store.PostgresServer;
import org.substantia.challenge.store.Store;
import org.substantia.challenge.worker.EngineOptions;
import org.substantia.challenge.worker.SubmissionScorer;

/**
 * Server, worker and the machines that score are killed (SIGKILL) at random moments while teams upload and their files
 * are scored. Nothing that was acknowledged is lost, nothing is scored twice, no attempt is lost to it, and every score
 * is that of an undisturbed run; backups that are taken meanwhile are whole. Then clients of one team hand in at once
 * for its last two attempts, and the server is killed once more: two are used.
 *
 * <p>{@code -Dchallenge.kills=200} is the full size, on PostgreSQL, too; {@code -Dchallenge.kills.minutes=M} stops
 * killing after so long on each; {@code -Dchallenge.kills.seed=S} kills at other moments.
 */
@Tag("slow")
class KillTest {
    private static final int KILLS = Integer.getInteger("challenge.kills", 2);
    private static final boolean FULL = Integer.getInteger("challenge.kills") != null;
    private static final Duration AT_MOST = Duration.ofMinutes(Integer.getInteger("challenge.kills.minutes", 600));
    private static final long SEED = Long.getLong("challenge.kills.seed", 1);
    private static final int TEAMS = FULL ? 3 : 2;
    /** Between two files of a team. Every file costs two starts of Java: the small size hands in few. */
    private static final Duration PAUSE = Duration.ofMillis(FULL ? 300 : 3000);

    private static final int RACERS = FULL ? 32 : 6;
    private static final int LAST_ATTEMPTS = 2;
    private static final int BACKUPS = FULL ? 5 : 1;
    private static final Duration PATIENCE = Duration.ofMinutes(FULL ? 20 : 4);

    @TempDir
    Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    /** Uploads whose last byte was acknowledged, and which file they are. */
    private final Map<String, Integer> acknowledged = new ConcurrentHashMap<>();

    private final List<byte[]> files = new ArrayList<>();
    private final Map<String, Map<String, Map<String, Double>>> expected = new HashMap<>();
    private volatile boolean stop = false;

    /** Copies a database while it is in use. */
    @FunctionalInterface
    private interface Copy {
        /** @return the address of the copy, which lies in the folder or beside the original */
        String copy(int number, Path backup) throws Exception;
    }

    @Test
    void nothingIsLostOnSqlite(TestReporter reporter) throws Exception {
        DataFolder data = new DataFolder(folder.resolve("data"));
        run(data, data.sqliteUrl(), reporter, (number, backup) -> {
            try (Store store = open(data.sqliteUrl())) {
                Backup.backup(data, store, backup);
            }
            Path restored = folder.resolve("restored" + number);
            Backup.restore(backup, restored);
            return new DataFolder(restored).sqliteUrl();
        });
    }

    @Test
    void nothingIsLostOnPostgres(TestReporter reporter) throws Exception {
        Assumptions.assumeTrue(FULL, "asked for by -Dchallenge.kills=N, as it takes a while");
        Optional<PostgresServer> server = PostgresServer.start();
        Assumptions.assumeTrue(server.isPresent(), "PostgreSQL is not installed");
        DataFolder data = new DataFolder(folder.resolve("data"));
        try (PostgresServer postgres = server.get()) {
            run(data, postgres.freshDatabase("killed"), reporter, (number, backup) -> {
                String url = postgres.copy("killed", "restored" + number);
                Path restored = folder.resolve("restored" + number);
                Backup.files(data, Files.createDirectories(restored));
                return url;
            });
        }
    }

    private static Store open(String url) {
        return new Store(Database.open(url), Clock.systemUTC());
    }

    private void run(DataFolder data, String url, TestReporter reporter, Copy copy) throws Exception {
        create(data, url);
        Map<String, String> tokens = teams(url, TEAMS);
        ServerProcesses processes = new ServerProcesses(folder.resolve("server.log"), data, url);
        try (processes) {
            List<Thread> clients = tokens.values().stream()
                    .map(token -> team(processes, token, "test", PAUSE, () -> stop))
                    .toList();
            awaitFirst();
            int backups = kill(processes, copy);
            stop = true;
            join(clients);
            settle(url);
            race(processes, tokens.values().iterator().next());
            settle(url);
            reporter.publishEntry("kills", processes.kills() + ", backups " + backups);
        }
        judge(data, url, reporter);
    }

    private void create(DataFolder data, String url) throws IOException {
        Path yaml = OracleChallenge.yaml(folder, "live");
        String text = Files.readString(yaml)
                .replace(
                        "2030-01-01T00:00:00+08:00",
                        Instant.now().minusSeconds(3600).toString())
                .replace("attempts: {total: 2, rejected: 20}", "attempts: {total: 1000, rejected: 0}");
        String phase = text.substring(text.indexOf("  - slug: test"));
        Files.writeString(
                yaml,
                text + phase.replace("slug: test", "slug: race").replace("total: 1000", "total: " + LAST_ATTEMPTS));
        ChallengeSetup.create(yaml, data, url, "test", Clock.systemUTC());
        String right = "patient_id,prediction\nRJPD_005,1\nRJPD_006,0\nRJPD_010,1\n";
        String wrong = "patient_id,prediction\nRJPD_005,0\nRJPD_006,0\nRJPD_010,0\n";
        file(OracleChallenge.submission(folder.resolve("a.zip")));
        file(OracleChallenge.perfectSubmission(folder.resolve("b.zip"), wrong));
        file(OracleChallenge.submission(folder.resolve("c.zip"), right, name -> false));
    }

    /** One of the files that teams hand in, and what an undisturbed scoring makes of it. */
    private void file(Path zip) throws IOException {
        files.add(Files.readAllBytes(zip));
        Map<String, Map<String, Double>> scores = new HashMap<>();
        for (Score score :
                SubmissionScorer.score(folder.resolve("truth"), zip, EngineOptions.STANDARD, Workers.caller())) {
            score.value().ifPresent(value -> scores.computeIfAbsent(score.track(), t -> new HashMap<>())
                    .put(score.metric(), value));
        }
        expected.put(Sha256.hex(zip), scores);
    }

    /** Teams of one, with a token each. */
    private static Map<String, String> teams(String url, int count) {
        Map<String, String> tokens = new HashMap<>();
        try (Store store = open(url)) {
            for (int i = 0; i < count; i++) {
                String leader = DemoChallenge.participant(
                        store,
                        new Accounts.Registration("t" + i + "@example.org", "t" + i, "", "", "", "", "en", "UTC"));
                Team team = store.teams().create(leader, "team " + (char) ('a' + i), "", "", true);
                tokens.put(team.id(), store.accounts().apiToken(leader));
            }
        }
        return tokens;
    }

    private Thread team(ServerProcesses processes, String token, String phase, Duration pause, BooleanSupplier until) {
        SubmittingTeam team = new SubmittingTeam(client, processes::url, token, phase, files, pause, acknowledged);
        Thread thread = new Thread(() -> team.handIn(until), "team");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void awaitFirst() throws InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (acknowledged.isEmpty() && Instant.now().isBefore(end)) {
            Thread.sleep(50);
        }
    }

    private static void join(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(60));
        }
    }

    /** Kills, seven of ten times a worker or what it has started, and takes backups in between. */
    private int kill(ServerProcesses processes, Copy copy) throws Exception {
        Random random = new Random(SEED);
        int backups = 0;
        Instant end = Instant.now().plus(AT_MOST);
        for (int kill = 0; kill < KILLS && Instant.now().isBefore(end); kill++) {
            Thread.sleep(random.nextInt(2500));
            if (kill * BACKUPS / KILLS >= backups) {
                checkBackup(backups, copy);
                backups++;
            }
            double draw = random.nextDouble();
            if (FULL) {
                processes.kill(draw < 0.3 ? Victim.SERVER : draw < 0.65 ? Victim.WORKER : Victim.JOB);
            } else {
                processes.kill(kill == 0 ? Victim.SERVER : Victim.WORKER);
            }
        }
        return backups;
    }

    /** A copy that is made while files come in and are scored holds everything that was acknowledged before. */
    private void checkBackup(int number, Copy copy) throws Exception {
        Set<String> before = Set.copyOf(acknowledged.keySet());
        String url = copy.copy(number, folder.resolve("backup" + number));
        DataFolder restored = new DataFolder(folder.resolve("restored" + number));
        Blobs blobs = new Blobs(restored.path());
        try (Store store = open(url)) {
            assertThat(Backup.verify(restored, store)).isEmpty();
            for (String id : before) {
                Upload upload = store.uploads().find(id).orElseThrow();
                boolean whole = upload.sha256()
                        .filter(expected::containsKey)
                        .filter(sha -> Files.exists(blobs.path(sha)))
                        .isPresent();
                assertThat(whole || Files.exists(restored.path().resolve("uploads/" + id + ".part")))
                        .as("upload %s in the backup", id)
                        .isTrue();
            }
        }
    }

    /** One team, many clients, two attempts, and a server that dies meanwhile. */
    private void race(ServerProcesses processes, String token) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        List<Thread> racers = new ArrayList<>();
        for (int i = 0; i < RACERS; i++) {
            racers.add(team(processes, token, "race", Duration.ofSeconds(2), () -> Instant.now()
                    .isAfter(end)));
        }
        Thread.sleep(new Random(SEED).nextInt(1500));
        processes.kill(Victim.SERVER);
        for (Thread racer : racers) {
            racer.join(PATIENCE.toMillis());
        }
    }

    /** Until nothing is left to do for what was acknowledged. */
    private void settle(String url) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        try (Store store = open(url)) {
            while (Instant.now().isBefore(end)) {
                boolean unsettled = acknowledged.keySet().stream()
                        .anyMatch(id -> Set.of(Upload.State.OPEN, Upload.State.CHECKING)
                                .contains(store.uploads().find(id).orElseThrow().state()));
                if (!unsettled && store.queue().waiting().isEmpty()) {
                    return;
                }
                Thread.sleep(500);
            }
        }
    }

    private void judge(DataFolder data, String url, TestReporter reporter) throws Exception {
        assertThat(acknowledged)
                .as("uploads acknowledged between %d kills", KILLS)
                .isNotEmpty();
        try (Store store = open(url)) {
            int refused = 0;
            for (String id : acknowledged.keySet()) {
                Upload upload = store.uploads().find(id).orElseThrow();
                if (upload.phase().equals("race") && upload.state() == Upload.State.REFUSED) {
                    refused++;
                    continue;
                }
                Submission submission = store.submissions().byUpload(id).orElseThrow();
                assertThat(submission.sha256()).isEqualTo(Sha256.hex(files.get(acknowledged.get(id))));
            }
            Map<String, Long> published = published(store);
            long takenOver = 0;
            long triedAgain = 0;
            List<Submission> all = store.submissions().all();
            for (Submission s : all) {
                assertThat(s.state()).isEqualTo(Submission.State.SCORED);
                assertThat(store.queue().ofSubmission(s.id())).hasSize(1);
                Evaluation evaluation = store.queue().current(s.id()).orElseThrow();
                assertThat(published.get("evaluation " + evaluation.id())).isEqualTo(1);
                assertThat(store.queue().scores(evaluation.id())).isEqualTo(expected.get(s.sha256()));
                takenOver += evaluation.fence() > evaluation.tries() + 1 ? 1 : 0;
                triedAgain += evaluation.tries() > 0 ? 1 : 0;
            }
            assertThat(published).hasSameSizeAs(all);
            for (String phase : List.of("test", "race")) {
                for (Team team : store.teams().all()) {
                    assertThat(store.submissions()
                                    .attempts(store.phases().find(phase).orElseThrow(), team.id())
                                    .used())
                            .isEqualTo((int) all.stream()
                                    .filter(s ->
                                            s.phase().equals(phase) && s.team().equals(team.id()))
                                    .count());
                }
            }
            assertThat(store.submissions().ofPhase("race")).hasSize(LAST_ATTEMPTS);
            assertThat(Backup.verify(data, store)).isEmpty();
            reporter.publishEntry(
                    "judged",
                    acknowledged.size() + " acknowledged, " + all.size() + " submissions, " + takenOver
                            + " scorings taken over after a death, " + triedAgain + " tried again, " + refused
                            + " refused at the last attempt");
        }
    }

    /** How often the scores of each evaluation were published, as the log has it. */
    private static Map<String, Long> published(Store store) {
        Map<String, Long> published = new HashMap<>();
        for (AuditEntry entry : store.audit().entries(Integer.MAX_VALUE, Long.MAX_VALUE)) {
            if (entry.act().equals("score")) {
                published.merge(entry.object(), 1L, Long::sum);
            }
        }
        return published;
    }
}

package org.substantia.challenge.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.parallel.Workers;
import org.substantia.challenge.OracleChallenge;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Track;
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
 * The server is killed (SIGKILL) at random moments while teams upload and their files are scored. Nothing that was
 * acknowledged is lost, nothing is scored twice, no attempt is lost to it, and every score is that of an undisturbed
 * run. {@code -Dchallenge.kills=N} kills more often and on PostgreSQL, too; {@code -Dchallenge.kills.seed=S} at other
 * moments.
 */
@Tag("slow")
class KillTest {
    private static final int KILLS = Integer.getInteger("challenge.kills", 1);
    private static final long SEED = Long.getLong("challenge.kills.seed", 1);
    private static final int TEAMS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir
    Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    /** Uploads whose last byte was acknowledged. */
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

    private volatile boolean stop = false;
    private int port;
    private byte[] content;

    @Test
    void nothingIsLostOnSqlite() throws Exception {
        DataFolder data = new DataFolder(folder.resolve("data"));
        run(data, data.sqliteUrl());
    }

    @Test
    void nothingIsLostOnPostgres() throws Exception {
        Assumptions.assumeTrue(
                Integer.getInteger("challenge.kills") != null, "asked for by -Dchallenge.kills=N, as it takes a while");
        Optional<PostgresServer> server = PostgresServer.start();
        Assumptions.assumeTrue(server.isPresent(), "PostgreSQL is not installed");
        try (PostgresServer postgres = server.get()) {
            run(new DataFolder(folder.resolve("data")), postgres.freshDatabase("killed"));
        }
    }

    private void run(DataFolder data, String url) throws Exception {
        Path yaml = OracleChallenge.yaml(folder, "live");
        String open = Instant.now().minusSeconds(3600).toString();
        Files.writeString(
                yaml,
                Files.readString(yaml)
                        .replace("2030-01-01T00:00:00+08:00", open)
                        .replace("attempts: {total: 2, rejected: 20}", "attempts: {total: 1000, rejected: 0}"));
        ChallengeSetup.create(yaml, data, url, "test", Clock.systemUTC());
        content = Files.readAllBytes(OracleChallenge.submission(folder.resolve("team.zip")));
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        List<String> tokens = teams(url);
        List<Thread> clients = new ArrayList<>();
        for (String token : tokens) {
            Thread thread = new Thread(() -> handIn(token), "team");
            thread.setDaemon(true);
            clients.add(thread);
        }
        kill(data, url, clients);
        Process last = start(data, url);
        try {
            settle(url);
        } finally {
            last.destroyForcibly().waitFor();
        }
        judge(data, url);
    }

    private static List<String> teams(String url) {
        List<String> tokens = new ArrayList<>();
        try (Store store = new Store(Database.open(url), Clock.systemUTC())) {
            for (int i = 0; i < TEAMS; i++) {
                Accounts.Confirmation made = store.accounts()
                        .register(
                                new Accounts.Registration(
                                        "t" + i + "@example.org", "t" + i, "", "", "", "", "en", "UTC"),
                                false)
                        .orElseThrow();
                store.accounts().confirmByLink(made.token());
                store.datasets().sign(made.account(), 1, "");
                store.teams().create(made.account(), "team " + (char) ('a' + i), "", "", true);
                tokens.add(store.accounts().apiToken(made.account()));
            }
        }
        return tokens;
    }

    private void kill(DataFolder data, String url, List<Thread> clients) throws Exception {
        Random random = new Random(SEED);
        boolean started = false;
        for (int kill = 0; kill < KILLS; kill++) {
            Process server = start(data, url);
            awaitReady(server);
            if (!started) {
                clients.forEach(Thread::start);
                started = true;
            }
            Thread.sleep(random.nextInt(2500));
            server.destroyForcibly().waitFor();
        }
        stop = true;
        for (Thread thread : clients) {
            thread.join(TimeUnit.SECONDS.toMillis(30));
        }
    }

    private Process start(DataFolder data, String url) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServerMain.class.getName(),
                        data.path().toString(),
                        url,
                        String.valueOf(port))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("server.log").toFile()))
                .start();
    }

    private void awaitReady(Process server) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(end)) {
            try {
                if (client.send(
                                        HttpRequest.newBuilder(url("/api/v1/health/ready"))
                                                .build(),
                                        HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200) {
                    return;
                }
            } catch (IOException e) {
                if (!server.isAlive()) {
                    throw new IOException("the server ended: " + Files.readString(folder.resolve("server.log")), e);
                }
            }
            Thread.sleep(50);
        }
        throw new IOException("the server did not start: " + Files.readString(folder.resolve("server.log")));
    }

    private URI url(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** A team that hands in one file after the other and goes on wherever the server left it. */
    private void handIn(String token) {
        while (!stop) {
            try {
                HttpResponse<String> created = client.send(
                        request("/api/v1/uploads", token)
                                .header("Upload-Length", String.valueOf(content.length))
                                .header("Upload-Metadata", metadata())
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                if (created.statusCode() == 201) {
                    send(created.headers().firstValue("Location").orElseThrow(), token);
                }
                Thread.sleep(300);
            } catch (IOException e) {
                // The server was killed: try again.
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static String metadata() {
        return List.of("filename team.zip", "phase test", "name m", "description d", "outsideData none", "models none")
                .stream()
                .map(pair -> pair.substring(0, pair.indexOf(' ')) + " "
                        + Base64.getEncoder()
                                .encodeToString(
                                        pair.substring(pair.indexOf(' ') + 1).getBytes(StandardCharsets.UTF_8)))
                .reduce((a, b) -> a + "," + b)
                .orElseThrow();
    }

    private HttpRequest.Builder request(String path, String token) {
        return HttpRequest.newBuilder(url(path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token);
    }

    private void send(String location, String token) throws InterruptedException {
        while (!stop) {
            try {
                HttpResponse<Void> head = client.send(
                        request(location, token)
                                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
                if (head.statusCode() != 200) {
                    return;
                }
                int offset = Integer.parseInt(
                        head.headers().firstValue("Upload-Offset").orElseThrow());
                if (offset >= content.length) {
                    acknowledged.put(location.substring(location.lastIndexOf('/') + 1), token);
                    return;
                }
                client.send(
                        request(location, token)
                                .header("Upload-Offset", String.valueOf(offset))
                                .header("Content-Type", "application/offset+octet-stream")
                                .method(
                                        "PATCH",
                                        HttpRequest.BodyPublishers.ofByteArray(
                                                content, offset, Math.min(40_000, content.length - offset)))
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
            } catch (IOException e) {
                Thread.sleep(200);
            }
        }
    }

    /** Until nothing is left to do for what was acknowledged. */
    private void settle(String url) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        try (Store store = new Store(Database.open(url), Clock.systemUTC())) {
            while (Instant.now().isBefore(end)) {
                boolean unsettled = acknowledged.keySet().stream()
                        .anyMatch(id -> store.submissions().byUpload(id).isEmpty());
                if (!unsettled && store.queue().waiting().isEmpty()) {
                    return;
                }
                Thread.sleep(500);
            }
        }
    }

    private void judge(DataFolder data, String url) throws Exception {
        double expected = SubmissionScorer.score(
                        folder.resolve("truth"), folder.resolve("team.zip"), EngineOptions.STANDARD, Workers.caller())
                .stream()
                .filter(s -> s.metric().equals("total"))
                .findFirst()
                .orElseThrow()
                .value()
                .getAsDouble();
        assertThat(acknowledged)
                .as("uploads acknowledged between %d kills", KILLS)
                .isNotEmpty();
        try (Store store = new Store(Database.open(url), Clock.systemUTC())) {
            for (String upload : acknowledged.keySet()) {
                assertThat(store.submissions().byUpload(upload))
                        .as("upload " + upload)
                        .isPresent();
            }
            int scored = 0;
            for (Submission s : store.submissions().all()) {
                assertThat(s.state()).isEqualTo(Submission.State.SCORED);
                assertThat(store.queue().ofSubmission(s.id())).hasSize(1);
                String evaluation = store.queue().current(s.id()).orElseThrow().id();
                assertThat(store.queue()
                                .scores(evaluation)
                                .get(Track.SEGMENTATION)
                                .get("total"))
                        .isCloseTo(expected, within(1e-12));
                scored++;
            }
            int used = store.teams().all().stream()
                    .mapToInt(t -> store.submissions()
                            .attempts(store.phases().find("test").orElseThrow(), t.id())
                            .used())
                    .sum();
            assertThat(used).isEqualTo(scored);
            assertThat(Backup.verify(data, store)).isEmpty();
        }
    }
}

package org.substantia.challenge;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.substantia.challenge.intake.Blobs;
import org.substantia.challenge.intake.DiskReserve;
import org.substantia.challenge.intake.Intake;
import org.substantia.challenge.json.Json;
import org.substantia.challenge.model.Evaluation;
import org.substantia.challenge.model.Method;
import org.substantia.challenge.model.Score;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Upload;
import org.substantia.challenge.setup.ChallengeSetup;
import org.substantia.challenge.setup.DataFolder;
import org.substantia.challenge.store.Accounts;
import org.substantia.challenge.store.Database;
import org.substantia.challenge.store.Store;
import org.substantia.challenge.web.WebServer;
import org.substantia.challenge.worker.Limits;
import org.substantia.challenge.worker.WorkerPool;

/** A whole challenge of three cases, made from its description, with a worker that works when it is told to. */
public final class SmallChallenge implements AutoCloseable {
    public static final Instant DURING = Instant.parse("2030-06-01T12:00:00Z");
    /** Of the program that made it, and that runs. */
    public static final String VERSION = "0.1.0-test";

    public static final Instant AFTER_RESULTS = Instant.parse("2031-03-01T00:00:00Z");

    public final TestClock clock = new TestClock(DURING);
    public final DataFolder data;
    public final Map<String, String> organizerTokens;
    public final Store store;
    public final Blobs blobs;
    public final Intake intake;
    public final WorkerPool pool;

    public SmallChallenge(Path folder, String visibility) throws IOException {
        this(folder, visibility, yaml -> yaml);
    }

    /** @param edit what is changed in the description of the challenge */
    public SmallChallenge(Path folder, String visibility, UnaryOperator<String> edit) throws IOException {
        data = new DataFolder(folder.resolve("data"));
        Path yaml = OracleChallenge.yaml(folder, visibility);
        Files.writeString(yaml, edit.apply(Files.readString(yaml)));
        organizerTokens = ChallengeSetup.create(yaml, data, data.sqliteUrl(), VERSION, clock);
        store = new Store(Database.open(data.sqliteUrl()), clock);
        blobs = new Blobs(data.path());
        intake = new Intake(store, blobs, data.path(), 1L << 28, DiskReserve.NONE);
        pool = new WorkerPool(store, blobs, intake, data.path(), VERSION, limits(), 1);
    }

    private static Limits limits() {
        return new Limits(512, Duration.ofMinutes(5), Duration.ofMinutes(5), 64, 1);
    }

    /** Its site, on any port that is free. */
    public WebServer serve() throws IOException {
        return serve(VERSION, 0);
    }

    /** @param version of the program that runs */
    public WebServer serve(String version, int port) throws IOException {
        return WebServer.start(store, intake, data, version, "127.0.0.1", port, Optional.empty(), Optional.empty());
    }

    public String account(String name) {
        return account(name, "hash");
    }

    public String account(String name, String passwordHash) {
        Accounts.Confirmation made = store.accounts()
                .register(
                        new Accounts.Registration(
                                name + "@example.org", name, "Hospital", "", "", passwordHash, "en", "UTC"),
                        false)
                .orElseThrow();
        store.accounts().confirmByLink(made.token());
        return made.account();
    }

    public String organizer() {
        return store.accounts().organizers().get(0).id();
    }

    /** An approved team of one, whose leader has signed. */
    public String team(String name) {
        return team(name, name, name, "hash");
    }

    /** An approved team of one, whose leader has signed and signs in with a password. */
    public String team(String leader, String name, String authors, String passwordHash) {
        String account = account(leader, passwordHash);
        store.datasets().sign(account, 1, "");
        return store.teams().create(account, name, "Hospital", authors, true).id();
    }

    public Upload upload(String team, Path file) throws IOException {
        return upload(team, file, true);
    }

    public Upload upload(String team, Path file, boolean submit) throws IOException {
        byte[] content = Files.readAllBytes(file);
        Method method = new Method("method", "how", "", "none", "none");
        Upload upload = intake.open(
                team,
                store.teams().members(team).get(0).account(),
                "test",
                content.length,
                file.getFileName().toString(),
                Optional.empty(),
                submit ? Optional.of(Json.text(method)) : Optional.empty());
        return intake.append(upload, 0, new ByteArrayInputStream(content));
    }

    /** An upload that passed the check, as a worker leaves it; no check runs. */
    public Submission accepted(Upload upload) {
        Upload claimed = store.uploads().claim().orElseThrow();
        return store.submissions()
                .accept(upload.id(), claimed.fence(), "{\"cases\":3,\"lines\":[]}")
                .orElseThrow();
    }

    /** Publishes scores of the next submission that waits, as a worker does; no scorer runs. */
    public Evaluation publish(List<Score> scores) {
        Evaluation evaluation = store.queue().claim("w").orElseThrow();
        store.queue().publish(evaluation.id(), evaluation.fence(), scores, "ff");
        return evaluation;
    }

    /** An upload that was accepted and scored. */
    public Submission scored(Upload upload, List<Score> scores) {
        Submission made = accepted(upload);
        publish(scores);
        return store.submissions().find(made.id()).orElseThrow();
    }

    @Override
    public void close() {
        pool.close();
        store.close();
    }
}

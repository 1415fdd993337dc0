package org.substantia.challenge.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.substantia.base.io.Sha256;
import org.substantia.challenge.TestClock;
import org.substantia.challenge.json.Json;
import org.substantia.challenge.model.Method;
import org.substantia.challenge.model.Phase;
import org.substantia.challenge.model.Score;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Track;
import org.substantia.challenge.model.Upload;
import org.substantia.challenge.model.Window;
import org.substantia.challenge.rules.Metrics;

/** A challenge in an empty database: a test phase of two attempts, both tracks, two organizers. */
public final class Fixture implements AutoCloseable {
    public static final Instant OPEN = Instant.parse("2025-08-12T00:00:00Z");
    public static final Instant CLOSE = Instant.parse("2025-08-31T16:00:00Z");

    public final TestClock clock = new TestClock(OPEN);
    public final Database database;
    public final Store store;
    public final String organizer;
    public final String second;
    public String engine;
    public String truth;
    private int counter;

    public Fixture(String url) {
        this(url, Phase.Visibility.OWN, 2);
    }

    public Fixture(String url, Phase.Visibility visibility, int limit) {
        this(url, visibility, limit, CLOSE);
    }

    public Fixture(String url, Phase.Visibility visibility, int limit, Instant close) {
        database = Database.open(url);
        store = new Store(database, clock);
        store.create("{}", "setup");
        organizer = person("organizer", true);
        second = person("second", true);
        store.phases().addTrack(new Track(Track.SEGMENTATION, 1, Metrics.TOTAL, Track.Direction.HIGHER, ""));
        store.phases().addTrack(new Track(Track.CLASSIFICATION, 2, Metrics.ACCURACY, Track.Direction.HIGHER, ""));
        store.phases()
                .addPhase(
                        new Phase(
                                "test",
                                1,
                                limit,
                                0,
                                0,
                                20,
                                Phase.EntryRule.BEST,
                                visibility,
                                true,
                                false,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        organizer);
        store.phases().setWindow("test", Window.Kind.SUBMISSION, OPEN, close, "", organizer);
        engine = store.phases().engine("0.1.0", "{}", organizer).id();
        truth = store.phases()
                .addTruth("test", "00", "truth/test", List.of("RJPD_001"), organizer)
                .id();
        store.phases().setScoring("test", engine, truth, organizer);
    }

    public Phase phase() {
        return store.phases().find("test").orElseThrow();
    }

    public Track track(String slug) {
        return store.phases().tracks().stream()
                .filter(t -> t.slug().equals(slug))
                .findFirst()
                .orElseThrow();
    }

    public String person(String name, boolean isOrganizer) {
        Accounts.Confirmation confirmation = store.accounts()
                .register(
                        new Accounts.Registration(name + "@example.org", name, "", "", "", "hash", "en", "UTC"),
                        isOrganizer)
                .orElseThrow();
        store.accounts().confirmByLink(confirmation.token());
        return confirmation.account();
    }

    /** A team of one, whose leader has the same name. */
    public String team(String name) {
        return store.teams().create(person(name, false), name, "", "", true).id();
    }

    public String leader(String team) {
        return store.teams().members(team).get(0).account();
    }

    /** A file that has passed every byte and waits to be checked. */
    public Upload uploaded(String team) {
        Method method = new Method("m", "how", "", "none", "none");
        Upload upload = store.uploads()
                .open(
                        team,
                        leader(team),
                        "test",
                        10,
                        "a.zip",
                        Optional.empty(),
                        Optional.of(Json.text(method)),
                        Long.MAX_VALUE);
        store.uploads().advance(upload.id(), 0, 10);
        counter++;
        store.uploads()
                .complete(
                        upload.id(), Sha256.hex(("file" + counter).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        return store.uploads().find(upload.id()).orElseThrow();
    }

    /** The next check passes. */
    public Optional<Submission> acceptNext() {
        Upload claimed = store.uploads().claim().orElseThrow();
        return store.submissions().accept(claimed.id(), claimed.fence(), "[]");
    }

    public Submission submitted(String team) {
        Upload upload = uploaded(team);
        Upload claimed = store.uploads().claim().orElseThrow();
        if (!claimed.id().equals(upload.id())) {
            throw new IllegalStateException("another upload waits");
        }
        return store.submissions().accept(claimed.id(), claimed.fence(), "[]").orElseThrow();
    }

    /** Claims what is next and publishes these figures. */
    public void scoreNext(double total, double accuracy) {
        var evaluation = store.queue().claim("w").orElseThrow();
        store.queue().publish(evaluation.id(), evaluation.fence(), scores(total, accuracy), "ff");
    }

    public static List<Score> scores(double total, double accuracy) {
        return List.of(
                Score.of(Track.SEGMENTATION, Metrics.TOTAL, total),
                Score.of(Track.CLASSIFICATION, Metrics.ACCURACY, accuracy));
    }

    public Submission.State state(Submission submission) {
        return store.submissions().find(submission.id()).orElseThrow().state();
    }

    public int used(String team) {
        return store.submissions().attempts(phase(), team).used();
    }

    @Override
    public void close() {
        store.close();
    }
}

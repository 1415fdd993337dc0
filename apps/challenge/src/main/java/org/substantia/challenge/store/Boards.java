package org.substantia.challenge.store;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.substantia.base.io.Sha256;
import org.substantia.challenge.json.Json;
import org.substantia.challenge.model.Method;
import org.substantia.challenge.model.Phase;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Team;
import org.substantia.challenge.model.Track;
import org.substantia.challenge.rules.BoardEntry;
import org.substantia.challenge.rules.BoardRow;
import org.substantia.challenge.rules.Ranking;
import org.substantia.challenge.rules.Stability;

/**
 * Leaderboards. The live board is made of the scores that count, anew once the log of acts has grown; a board that is
 * frozen or was replaced is kept as it was, under a hash. Thread-safe.
 */
public final class Boards {
    private final Database database;
    private final Stabilities stabilities;
    private final Clock clock;
    private final Map<Asked, Made> made = new ConcurrentHashMap<>();

    Boards(Database database, Stabilities stabilities, Clock clock) {
        this.database = database;
        this.stabilities = stabilities;
        this.clock = clock;
    }

    /** What board is asked for; a phase whose scoring was switched is another one. */
    private record Asked(Phase phase, Track track) {}

    /**
     * A board that was made.
     *
     * @param acts how long the log of acts was before: everything that changes a board stands in it
     */
    private record Made(long acts, List<BoardRow> rows) {}

    /** With what a board was made. */
    public record Basis(String engine, String truth) {}

    /** The rows of a board. */
    public record Content(List<BoardRow> rows) {
        public Content {
            rows = List.copyOf(rows);
        }
    }

    /**
     * A board that was kept.
     *
     * @param current whether it is the frozen board of its phase
     * @param sealedSha256 over its rows, the versions of engine and truth and the hashes of all submissions
     */
    public record Kept(
            String id,
            String phase,
            String track,
            String engine,
            String truth,
            String reason,
            Instant publishedAt,
            boolean current,
            Content content,
            String sealedSha256) {}

    /** The board as it stands: frozen, or live. */
    public List<BoardRow> current(Phase phase, Track track) {
        long acts = database.read(handle -> handle.createQuery("select seq from audit_head")
                .mapTo(Long.class)
                .one());
        // One of those who ask makes it, the others wait for it.
        return made.compute(
                        new Asked(phase, track),
                        (asked, before) ->
                                before != null && before.acts() >= acts ? before : new Made(acts, make(phase, track)))
                .rows();
    }

    private List<BoardRow> make(Phase phase, Track track) {
        return database.read(handle -> {
            if (phase.frozenAt().isPresent()) {
                Optional<Kept> frozen = kept(handle, phase.slug(), track.slug()).stream()
                        .filter(Kept::current)
                        .findFirst();
                if (frozen.isPresent()) {
                    return frozen.get().content().rows();
                }
            }
            return phase.engine().isEmpty() || phase.truth().isEmpty()
                    ? List.of()
                    : build(
                            handle,
                            phase,
                            track,
                            phase.engine().get(),
                            phase.truth().get());
        });
    }

    /**
     * How firm the ranks of the board as it stands are, once a worker has computed it.
     *
     * @param rows what {@link #current} gave
     */
    public Optional<Stability> stability(Phase phase, Track track, List<BoardRow> rows) {
        return basis(phase, track).flatMap(b -> stabilities.find(phase.slug(), track, b.engine(), b.truth(), rows));
    }

    /** How firm the ranks of a board that was kept are, if that was computed while it was in force. */
    public Optional<Stability> stability(Track track, Kept kept) {
        return stabilities.find(
                kept.phase(), track, kept.engine(), kept.truth(), kept.content().rows());
    }

    /** Takes on the question how firm the ranks of the board as it stands are, if it is open. */
    public Optional<Stabilities.Claim> claimStability(Phase phase, Track track, List<BoardRow> rows) {
        return basis(phase, track).flatMap(b -> stabilities.claim(phase.slug(), track, b.engine(), b.truth(), rows));
    }

    /** The engine and the truth of the board as it stands. */
    public Optional<Basis> basis(Phase phase, Track track) {
        Optional<Basis> frozen = phase.frozenAt().isEmpty()
                ? Optional.empty()
                : kept(phase.slug(), track.slug()).stream()
                        .filter(Kept::current)
                        .findFirst()
                        .map(k -> new Basis(k.engine(), k.truth()));
        return frozen.or(() -> phase.engine().flatMap(e -> phase.truth().map(t -> new Basis(e, t))));
    }

    /** The board that one engine with one version of the truth makes. */
    public List<BoardRow> build(Phase phase, Track track, String engine, String truth) {
        return database.read(handle -> build(handle, phase, track, engine, truth));
    }

    static List<BoardRow> build(Handle handle, Phase phase, Track track, String engine, String truth) {
        Map<String, Team> teams = new HashMap<>();
        handle.createQuery("select * from team").mapTo(Team.class).forEach(team -> teams.put(team.id(), team));
        Map<String, Map<String, Double>> values = new HashMap<>();
        handle.createQuery("select e.submission, s.metric, s.value from score s join evaluation e on e.id = "
                        + "s.evaluation join submission b on b.id = e.submission where b.phase = :phase and e.engine = "
                        + ":engine and e.truth = :truth and e.state = 'DONE' and s.track = :track and s.value is not "
                        + "null")
                .bind("phase", phase.slug())
                .bind("engine", engine)
                .bind("truth", truth)
                .bind("track", track.slug())
                .map((rs, c) -> {
                    values.computeIfAbsent(rs.getString(1), k -> new HashMap<>())
                            .put(rs.getString(2), rs.getDouble(3));
                    return 0;
                })
                .list();
        List<Submission> submissions = handle.createQuery(
                        "select * from submission where phase = :phase and state = " + "'SCORED' and hidden = 0")
                .bind("phase", phase.slug())
                .mapTo(Submission.class)
                .list();
        Map<String, Integer> used = new HashMap<>();
        handle.createQuery("select a.team from attempt a where a.phase = :phase and a.kind = 'RESERVE' and not exists "
                        + "(select 1 from attempt r where r.submission = a.submission and r.kind = 'RELEASE')")
                .bind("phase", phase.slug())
                .mapTo(String.class)
                .forEach(team -> used.merge(team, 1, Integer::sum));
        List<BoardEntry> entries = new ArrayList<>();
        for (Submission submission : submissions) {
            Team team = teams.get(submission.team());
            Map<String, Double> ofSubmission = values.get(submission.id());
            if (ofSubmission == null) {
                // A submission that takes part in the other track only.
                continue;
            }
            boolean disqualified = team.state() != Team.State.APPROVED;
            entries.add(new BoardEntry(
                    team.id(),
                    team.name(),
                    team.kind(),
                    team.authors(),
                    submission.id(),
                    Json.read(submission.method(), Method.class).name(),
                    submission.acceptedAt(),
                    used.getOrDefault(team.id(), 0),
                    submission.chosen(),
                    disqualified ? Map.of() : ofSubmission,
                    disqualified ? Optional.of(team.note()) : Optional.empty()));
        }
        return Ranking.rank(Ranking.select(entries, track, phase.entryRule()), track);
    }

    /** Keeps the boards of all tracks as they are now. */
    void keep(Handle handle, Phase phase, String engine, String truth, String reason, boolean current) {
        if (current) {
            handle.createUpdate("update board set is_current = 0 where phase = :phase")
                    .bind("phase", phase.slug())
                    .execute();
        }
        List<String> hashes = handle.createQuery(
                        "select sha256 from submission where phase = :phase and state = 'SCORED' order by sha256, id")
                .bind("phase", phase.slug())
                .mapTo(String.class)
                .list();
        for (Track track : Phases.tracks(handle)) {
            String content = Json.text(new Content(build(handle, phase, track, engine, truth)));
            handle.createUpdate("insert into board (id, phase, track, engine, truth, reason, published_at, is_current, "
                            + "content, sealed_sha256) values (:id, :phase, :track, :engine, :truth, :reason, :now, "
                            + ":current, :content, :sha256)")
                    .bind("id", Ids.fresh())
                    .bind("phase", phase.slug())
                    .bind("track", track.slug())
                    .bind("engine", engine)
                    .bind("truth", truth)
                    .bind("reason", reason)
                    .bind("now", clock.millis())
                    .bind("current", current ? 1 : 0)
                    .bind("content", content)
                    .bind("sha256", seal(content, engine, truth, hashes))
                    .execute();
        }
    }

    private static String seal(String content, String engine, String truth, List<String> submissions) {
        return new Sha256()
                .update(content)
                .update(engine)
                .update(truth)
                .update(String.join("\n", submissions))
                .hex();
    }

    /** The boards that were kept of a phase and track, the newest first. */
    public List<Kept> kept(String phase, String track) {
        return database.read(handle -> kept(handle, phase, track));
    }

    private static List<Kept> kept(Handle handle, String phase, String track) {
        return handle.createQuery("select * from board where phase = :phase and track = :track order by published_at "
                        + "desc, id")
                .bind("phase", phase)
                .bind("track", track)
                .map((rs, c) -> new Kept(
                        rs.getString("id"),
                        rs.getString("phase"),
                        rs.getString("track"),
                        rs.getString("engine"),
                        rs.getString("truth"),
                        rs.getString("reason"),
                        Instant.ofEpochMilli(rs.getLong("published_at")),
                        rs.getInt("is_current") != 0,
                        Json.read(rs.getString("content"), Content.class),
                        rs.getString("sealed_sha256")))
                .list();
    }

    /** Kept boards whose seal does not fit their content: changed after they were kept. */
    public List<String> broken() {
        return database.read(handle -> {
            List<String> broken = new ArrayList<>();
            handle.createQuery("select id, phase, engine, truth, content, sealed_sha256, is_current from board")
                    .map((rs, c) -> {
                        // Submissions may be voided later; only the board in force must fit those of today.
                        List<String> hashes = handle.createQuery("select sha256 from submission where phase = :phase "
                                        + "and state = 'SCORED' order by sha256, id")
                                .bind("phase", rs.getString("phase"))
                                .mapTo(String.class)
                                .list();
                        String seal =
                                seal(rs.getString("content"), rs.getString("engine"), rs.getString("truth"), hashes);
                        if (rs.getInt("is_current") != 0 && !seal.equals(rs.getString("sealed_sha256"))) {
                            broken.add(rs.getString("id"));
                        }
                        return 0;
                    })
                    .list();
            return broken;
        });
    }
}

package org.substantia.challenge.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.statement.SqlStatement;
import org.substantia.base.io.Sha256;
import org.substantia.challenge.json.Json;
import org.substantia.challenge.model.Track;
import org.substantia.challenge.rules.BackOff;
import org.substantia.challenge.rules.BoardRow;
import org.substantia.challenge.rules.Stability;

/**
 * How firm the ranks of boards are, kept beside them. What belongs to a board is told by its entries, its engine and
 * its truth: another entry is another question. One worker at a time computes an answer, under a lease as in the
 * {@link Queue}. Thread-safe.
 */
public final class Stabilities extends Table {
    private static final String HELD =
            " where phase = :phase and track = :track and entries_sha256 = :key and fence = :fence";

    private static final String OPEN = HELD + " and content is null";

    private final Messages messages;
    private final Duration lease;

    Stabilities(Database database, Messages messages, Audit audit, Clock clock, Duration lease) {
        super(database, audit, clock);
        this.messages = messages;
        this.lease = lease;
    }

    /** What a worker has taken on. */
    public record Claim(String phase, String track, String entriesSha256, long fence) {}

    /** The hash of what decides a board's stability. */
    private static String key(String engine, String truth, List<BoardRow> rows) {
        Sha256 key = new Sha256().update(engine).update("\n").update(truth);
        rows.stream()
                .filter(row -> row.rank().isPresent())
                .map(row -> row.entry().submission())
                .sorted()
                .forEach(submission -> key.update("\n").update(submission));
        return key.hex();
    }

    /** What is known of a board; empty until it was computed. */
    public Optional<Stability> find(String phase, Track track, String engine, String truth, List<BoardRow> rows) {
        return database.read(handle -> handle.createQuery("select content from stability where phase = :phase and "
                        + "track = :track and entries_sha256 = :key and content is not null")
                .bind("phase", phase)
                .bind("track", track.slug())
                .bind("key", key(engine, truth, rows))
                .mapTo(String.class)
                .findOne()
                .map(content -> Json.read(content, Stability.class)));
    }

    /** Takes the question on, unless it is answered, given up, or another worker's. */
    public Optional<Claim> claim(String phase, Track track, String engine, String truth, List<BoardRow> rows) {
        String key = key(engine, truth, rows);
        // Nearly always it is answered; that is not worth a transaction that writes.
        Optional<Boolean> free = database.read(handle -> handle.createQuery("select case when content is null and "
                        + "next_at <= :now and lease_until <= :now then 1 else 0 end from stability where phase = "
                        + ":phase and track = :track and entries_sha256 = :key")
                .bind("now", now())
                .bind("phase", phase)
                .bind("track", track.slug())
                .bind("key", key)
                .map((rs, c) -> rs.getInt(1) == 1)
                .findOne());
        if (!free.orElse(true)) {
            return Optional.empty();
        }
        return database.write(handle -> {
            handle.createUpdate("insert into stability (phase, track, entries_sha256, lease_until, next_at) values "
                            + "(:phase, :track, :key, 0, 0) on conflict do nothing")
                    .bind("phase", phase)
                    .bind("track", track.slug())
                    .bind("key", key)
                    .execute();
            int rowsTaken = handle.createUpdate("update stability set fence = fence + 1, lease_until = :lease where "
                            + "phase = :phase and track = :track and entries_sha256 = :key and content is null and "
                            + "next_at <= :now and lease_until <= :now")
                    .bind("lease", now().plus(lease))
                    .bind("now", now())
                    .bind("phase", phase)
                    .bind("track", track.slug())
                    .bind("key", key)
                    .execute();
            if (rowsTaken == 0) {
                return Optional.empty();
            }
            long fence = handle.createQuery("select fence from stability where phase = :phase and track = :track and "
                            + "entries_sha256 = :key")
                    .bind("phase", phase)
                    .bind("track", track.slug())
                    .bind("key", key)
                    .mapTo(Long.class)
                    .one();
            return Optional.of(new Claim(phase, track.slug(), key, fence));
        });
    }

    private static <S extends SqlStatement<S>> S bind(S statement, Claim claim) {
        return statement
                .bind("phase", claim.phase())
                .bind("track", claim.track())
                .bind("key", claim.entriesSha256())
                .bind("fence", claim.fence());
    }

    /** Renews a claim; false when another worker has it. */
    public boolean heartbeat(Claim claim) {
        return database.write(
                handle -> bind(handle.createUpdate("update stability set lease_until = :lease" + HELD), claim)
                                .bind("lease", now().plus(lease))
                                .execute()
                        == 1);
    }

    /** Keeps an answer; nothing when another worker has taken over. */
    public void publish(Claim claim, Stability stability) {
        String content = Json.text(stability);
        database.write(handle -> {
            int rows = bind(handle.createUpdate("update stability set content = :content" + OPEN), claim)
                    .bind("content", content)
                    .execute();
            if (rows == 1) {
                audit.add(
                        handle,
                        "worker",
                        "compare entries",
                        "board " + claim.phase() + " " + claim.track(),
                        "",
                        new Sha256().update(content).hex(),
                        "");
            }
            return null;
        });
    }

    /** It is tried again later; organizers are told when that was the last time. */
    public void fail(Claim claim, String fault) {
        boolean givenUp = database.write(handle -> {
            Optional<Integer> tries = bind(handle.createQuery("select tries from stability" + OPEN), claim)
                    .mapTo(Integer.class)
                    .findOne();
            if (tries.isEmpty()) {
                return false;
            }
            Optional<Instant> next = BackOff.after(tries.get() + 1).map(now()::plus);
            bind(
                            handle.createUpdate(
                                    "update stability set tries = tries + 1, lease_until = 0, next_at = :next" + OPEN),
                            claim)
                    .bind("next", next.map(Instant::toEpochMilli).orElse(Long.MAX_VALUE))
                    .execute();
            return next.isEmpty();
        });
        if (givenUp) {
            messages.toOrganizers(
                    "alarm-stability", Map.of("phase", claim.phase(), "track", claim.track(), "fault", fault));
        }
    }
}

package org.substantia.challenge.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.substantia.challenge.model.Evaluation;
import org.substantia.challenge.model.Score;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.rules.BackOff;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.rules.RefusedException.Reason;

/**
 * The queue of scorings. A worker holds one by a lease that it renews; who lets it run out is replaced. Every claim
 * raises the fence number, and only its newest holder can publish: nothing is scored twice, however often a worker dies
 * or comes back.
 */
public final class Queue extends Table {
    /** A file that exceeds the limits so often on a healthy machine is too costly. */
    private static final int MAX_COSTLY = 3;

    /** So many scorings tell how long one takes. */
    private static final int USUAL = 50;

    private final Submissions submissions;
    private final Messages messages;
    private final Duration lease;

    Queue(Database database, Submissions submissions, Messages messages, Audit audit, Clock clock, Duration lease) {
        super(database, audit, clock);
        this.submissions = submissions;
        this.messages = messages;
        this.lease = lease;
    }

    static void enqueue(Handle handle, String submission, String engine, String truth, boolean shadow, Instant now) {
        handle.createUpdate("insert into evaluation (id, submission, engine, truth, shadow, state, next_at, "
                        + "queued_at) values (:id, :submission, :engine, :truth, :shadow, 'QUEUED', :now, :now)")
                .bind("id", Ids.fresh())
                .bind("submission", submission)
                .bind("engine", engine)
                .bind("truth", truth)
                .bind("shadow", shadow ? 1 : 0)
                .bind("now", now)
                .execute();
    }

    /** Takes the scoring that is due longest; new submissions go before re-scores. */
    public Optional<Evaluation> claim(String worker) {
        return database.write(handle -> {
            Optional<String> next = handle.createQuery("select id from evaluation where next_at <= :now and (state = "
                            + "'QUEUED' or (state = 'RUNNING' and lease_until <= :now)) order by shadow, next_at, id "
                            + "limit 1")
                    .bind("now", now())
                    .mapTo(String.class)
                    .findOne();
            if (next.isEmpty()) {
                return Optional.empty();
            }
            int rows = handle.createUpdate("update evaluation set state = 'RUNNING', worker = :worker, fence = fence + "
                            + "1, lease_until = :lease, started_at = :now where id = :id and next_at <= :now and "
                            + "(state = 'QUEUED' or (state = 'RUNNING' and lease_until <= :now))")
                    .bind("worker", worker)
                    .bind("lease", now().plus(lease))
                    .bind("now", now())
                    .bind("id", next.get())
                    .execute();
            if (rows == 0) {
                return Optional.empty();
            }
            Evaluation claimed = find(handle, next.get()).orElseThrow();
            if (!claimed.shadow()) {
                Submission submission =
                        Submissions.find(handle, claimed.submission()).orElseThrow();
                if (submission.state() != Submission.State.SCORING) {
                    Submissions.move(handle, submission, Submission.State.SCORING);
                }
            }
            return Optional.of(claimed);
        });
    }

    /** @return whether the claim still holds; whose does not stops */
    public boolean heartbeat(String id, long fence) {
        return database.write(handle -> handle.createUpdate("update evaluation set lease_until = :lease where id = :id "
                                + "and fence = :fence and state = 'RUNNING'")
                        .bind("lease", now().plus(lease))
                        .bind("id", id)
                        .bind("fence", fence)
                        .execute()
                == 1);
    }

    /**
     * Publishes scores, in one transaction with the submission's state, the message to the team and the audit.
     *
     * @return whether the claim still held; if not, nothing was changed
     */
    public boolean publish(String id, long fence, List<Score> scores, String resultSha256) {
        return database.write(handle -> {
            int rows = handle.createUpdate("update evaluation set state = 'DONE', done_at = :now, result_sha256 = "
                            + ":sha256, fault = '' where id = :id and fence = :fence and state = 'RUNNING'")
                    .bind("now", now())
                    .bind("sha256", resultSha256)
                    .bind("id", id)
                    .bind("fence", fence)
                    .execute();
            if (rows == 0) {
                return false;
            }
            PreparedBatch batch = handle.prepareBatch(
                    "insert into score (evaluation, track, metric, value) values (:evaluation, :track, :metric, "
                            + ":value)");
            for (Score score : scores) {
                batch.bind("evaluation", id)
                        .bind("track", score.track())
                        .bind("metric", score.metric())
                        .bind("value", score.value().isPresent() ? score.value().getAsDouble() : null)
                        .add();
            }
            batch.execute();
            Evaluation evaluation = find(handle, id).orElseThrow();
            Submission submission =
                    Submissions.find(handle, evaluation.submission()).orElseThrow();
            if (!evaluation.shadow()) {
                handle.createUpdate("update submission set scored_at = :now where id = :id")
                        .bind("now", now())
                        .bind("id", submission.id())
                        .execute();
                if (goOn(handle, submission, Submission.State.SCORED)) {
                    messages.toTeam(handle, submission.team(), "scored", Map.of("submission", submission.id()));
                }
            }
            audit.add(handle, Audit.SYSTEM, "score", "evaluation " + id, "RUNNING", "DONE", "");
            return true;
        });
    }

    /**
     * A scoring ended without a result by our own fault. It is tried again after a while; after the last try it is
     * held, the attempt is given back and the organizers are called.
     *
     * @param fault for the organizers
     */
    public void fail(String id, long fence, String fault) {
        database.write(handle -> {
            Optional<Evaluation> found = holder(handle, id, fence);
            if (found.isEmpty()) {
                return null;
            }
            Evaluation evaluation = found.get();
            Submission submission =
                    Submissions.find(handle, evaluation.submission()).orElseThrow();
            Optional<Duration> wait = BackOff.after(evaluation.tries() + 1);
            handle.createUpdate("update evaluation set state = :state, tries = tries + 1, next_at = :next, fault = "
                            + ":fault, lease_until = 0 where id = :id")
                    .bind("state", wait.isPresent() ? Evaluation.State.QUEUED : Evaluation.State.HELD)
                    .bind("next", now().plus(wait.orElse(Duration.ZERO)))
                    .bind("fault", fault)
                    .bind("id", id)
                    .execute();
            Submission.State to = wait.isPresent() ? Submission.State.DELAYED : Submission.State.HELD;
            if (!evaluation.shadow() && goOn(handle, submission, to)) {
                if (to == Submission.State.HELD) {
                    submissions.release(handle, submission, "HELD", Audit.SYSTEM);
                    messages.toTeam(handle, submission.team(), "held", Map.of("submission", submission.id()));
                }
            }
            if (wait.isEmpty()) {
                messages.toOrganizers(handle, "alarm-held", Map.of("submission", submission.id(), "fault", fault));
            }
            audit.add(handle, Audit.SYSTEM, "scoring failed", "evaluation " + id, "RUNNING", to.name(), fault);
            return null;
        });
    }

    /**
     * A scoring exceeded its limits while the machine scored its yardstick well. The third time the file is too costly:
     * the submission ends without using an attempt.
     */
    public void exceeded(String id, long fence, String limit) {
        database.write(handle -> {
            Optional<Evaluation> found = holder(handle, id, fence);
            if (found.isEmpty()) {
                return null;
            }
            Evaluation evaluation = found.get();
            Submission submission =
                    Submissions.find(handle, evaluation.submission()).orElseThrow();
            boolean last = evaluation.costly() + 1 >= MAX_COSTLY;
            handle.createUpdate("update evaluation set state = :state, costly = costly + 1, next_at = :now, fault = "
                            + ":fault, lease_until = 0 where id = :id")
                    .bind("state", last ? Evaluation.State.HELD : Evaluation.State.QUEUED)
                    .bind("now", now())
                    .bind("fault", limit)
                    .bind("id", id)
                    .execute();
            Submission.State to = last ? Submission.State.VOID : Submission.State.DELAYED;
            if (!evaluation.shadow() && goOn(handle, submission, to) && last) {
                handle.createUpdate("update submission set reason = :reason where id = :id")
                        .bind("reason", "too costly: " + limit)
                        .bind("id", submission.id())
                        .execute();
                submissions.release(handle, submission, "too costly", Audit.SYSTEM);
                messages.toTeam(handle, submission.team(), "too-costly", Map.of("limit", limit));
            }
            audit.add(handle, Audit.SYSTEM, "limit exceeded", "evaluation " + id, "RUNNING", to.name(), limit);
            return null;
        });
    }

    /** What a scoring makes of its submission; one that was voided meanwhile stays void, whatever comes of it. */
    private static boolean goOn(Handle handle, Submission submission, Submission.State to) {
        return submission.state() != Submission.State.VOID && Submissions.move(handle, submission, to);
    }

    private static Optional<Evaluation> holder(Handle handle, String id, long fence) {
        int rows = handle.createUpdate(
                        "update evaluation set lease_until = lease_until where id = :id and fence = :fence and state = "
                                + "'RUNNING'")
                .bind("id", id)
                .bind("fence", fence)
                .execute();
        return rows == 0 ? Optional.empty() : find(handle, id);
    }

    /** A submission's scoring with an engine and a truth, which nobody else changes until the transaction ends. */
    static Optional<Evaluation> lock(Handle handle, String submission, String engine, String truth) {
        handle.createUpdate("update evaluation set lease_until = lease_until where submission = :submission and engine "
                        + "= :engine and truth = :truth")
                .bind("submission", submission)
                .bind("engine", engine)
                .bind("truth", truth)
                .execute();
        return handle.createQuery("select * from evaluation where submission = :submission and engine = :engine and "
                        + "truth = :truth")
                .bind("submission", submission)
                .bind("engine", engine)
                .bind("truth", truth)
                .mapTo(Evaluation.class)
                .findOne();
    }

    /**
     * An organizer lets a held scoring go on; the attempt stays free.
     *
     * @throws RefusedException if it is not held, or its submission is void and was not restored
     */
    public void retry(String id, String organizer) {
        database.write(handle -> {
            int rows = handle.createUpdate("update evaluation set state = 'QUEUED', tries = 0, costly = 0, next_at = "
                            + ":now where id = :id and state = 'HELD' and submission in (select id from submission "
                            + "where state <> 'VOID')")
                    .bind("now", now())
                    .bind("id", id)
                    .execute();
            if (rows == 0) {
                throw new RefusedException(Reason.WRONG_STATE);
            }
            audit.add(handle, organizer, "retry", "evaluation " + id, "HELD", "QUEUED", "");
            return null;
        });
    }

    public Optional<Evaluation> find(String id) {
        return database.read(handle -> find(handle, id));
    }

    private static Optional<Evaluation> find(Handle handle, String id) {
        return handle.createQuery("select * from evaluation where id = :id")
                .bind("id", id)
                .mapTo(Evaluation.class)
                .findOne();
    }

    public List<Evaluation> ofSubmission(String submission) {
        return database.read(
                handle -> handle.createQuery("select * from evaluation where submission = :id order by queued_at")
                        .bind("id", submission)
                        .mapTo(Evaluation.class)
                        .list());
    }

    /** How many scorings are not done: those that wait or run, and those that are held. */
    public record Length(int waiting, int held) {}

    public Length length() {
        return database.read(handle -> handle.createQuery("select count(*), coalesce(sum(case when state = 'HELD' then "
                        + "1 else 0 end), 0) from evaluation where state in ('QUEUED', 'RUNNING', 'HELD')")
                .map((rs, c) -> new Length(rs.getInt(1) - rs.getInt(2), rs.getInt(2)))
                .one());
    }

    /** Everything that is not done, in the order of its turn. */
    public List<Evaluation> waiting() {
        return database.read(handle -> handle.createQuery(
                        "select * from evaluation where state <> 'DONE' order by shadow, next_at, id")
                .mapTo(Evaluation.class)
                .list());
    }

    /**
     * When it is a submission's turn.
     *
     * @param place in the line, from 1
     * @param expected how long it takes until its score is there; empty while the phase has no score yet
     */
    public record Turn(int place, Optional<Duration> expected) {}

    /** When it is the turn of a submission that waits: what is scored now and what came before goes first. */
    public Turn turn(String submission) {
        return database.read(handle -> {
            int place = handle.createQuery(
                            "select count(*) from evaluation e join evaluation mine on mine.submission = "
                                    + ":submission and mine.shadow = 0 and mine.state <> 'DONE' where "
                                    + "e.state = 'RUNNING' or (e.state = 'QUEUED' and e.shadow = 0 and "
                                    + "(e.next_at < mine.next_at or (e.next_at = mine.next_at and e.id <= mine.id)))")
                    .bind("submission", submission)
                    .mapTo(Integer.class)
                    .one();
            int workers = handle.createQuery(
                            "select count(*) from evaluation where state = 'RUNNING' and lease_until > :now")
                    .bind("now", now())
                    .mapTo(Integer.class)
                    .one();
            List<Long> millis = handle.createQuery("select e.done_at - e.started_at from evaluation e join submission "
                            + "s on s.id = e.submission where s.phase = (select phase from submission where id = "
                            + ":submission) and e.state = 'DONE' order by e.done_at desc limit :few")
                    .bind("submission", submission)
                    .bind("few", USUAL)
                    .mapTo(Long.class)
                    .list();
            Optional<Duration> usual =
                    millis.stream().sorted().skip(millis.size() / 2).findFirst().map(Duration::ofMillis);
            return new Turn(place, usual.map(one -> one.multipliedBy(place).dividedBy(Math.max(1, workers))));
        });
    }

    /** The scores of an evaluation: for every track, metrics by name; an undefined one has no entry. */
    public Map<String, Map<String, Double>> scores(String evaluation) {
        return database.read(handle -> {
            Map<String, Map<String, Double>> scores = new HashMap<>();
            handle.createQuery("select track, metric, value from score where evaluation = :id and value is not null")
                    .bind("id", evaluation)
                    .map((rs, c) -> new Score(
                            rs.getString("track"),
                            rs.getString("metric"),
                            java.util.OptionalDouble.of(rs.getDouble("value"))))
                    .forEach(s -> scores.computeIfAbsent(s.track(), k -> new HashMap<>())
                            .put(s.metric(), s.value().getAsDouble()));
            return scores;
        });
    }

    /** The scoring whose figures count for a submission; empty while there is none. */
    public Optional<Evaluation> current(String submission) {
        return database.read(handle -> handle.createQuery("select e.* from evaluation e join submission s on s.id = "
                        + "e.submission join phase p on p.slug = s.phase where s.id = :id and e.engine = p.engine and "
                        + "e.truth = p.truth and e.state = 'DONE'")
                .bind("id", submission)
                .mapTo(Evaluation.class)
                .findOne());
    }

    /** Since when the oldest due scoring has waited for a worker; empty when none waits. */
    public Optional<Instant> oldestDue() {
        return database.read(handle -> handle.createQuery("select next_at from evaluation where next_at <= :now and "
                        + "(state = 'QUEUED' or (state = 'RUNNING' and lease_until <= :now)) order by next_at limit 1")
                .bind("now", now())
                .mapTo(Instant.class)
                .findOne());
    }
}

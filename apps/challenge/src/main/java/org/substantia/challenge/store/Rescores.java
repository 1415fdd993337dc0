package org.substantia.challenge.store;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.substantia.challenge.model.Phase;
import org.substantia.challenge.model.Rescore;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.rules.RefusedException.Reason;

/**
 * A new engine or version of the truth scores everything of a phase in the shadow. Nothing changes until the switch;
 * then the boards change in one transaction, and the old ones stay readable.
 */
public final class Rescores extends Table {
    private final Boards boards;
    private final Messages messages;

    Rescores(Database database, Boards boards, Messages messages, Audit audit, Clock clock) {
        super(database, audit, clock);
        this.boards = boards;
        this.messages = messages;
    }

    public Rescore request(String phase, String engine, String truth, String reason, String organizer) {
        if (reason.isBlank()) {
            throw new RefusedException(Reason.REASON_MISSING);
        }
        return database.write(handle -> {
            Phases.lock(handle, phase);
            boolean known = Phases.findEngine(handle, engine).isPresent()
                    && Phases.findTruth(handle, truth)
                            .filter(t -> t.phase().equals(phase))
                            .isPresent();
            if (!known) {
                throw new RefusedException(Reason.NOT_FOUND);
            }
            String id = Ids.fresh();
            handle.createUpdate("insert into rescore (id, phase, engine, truth, reason, requested_by, requested_at) "
                            + "values (:id, :phase, :engine, :truth, :reason, :by, :now)")
                    .bind("id", id)
                    .bind("phase", phase)
                    .bind("engine", engine)
                    .bind("truth", truth)
                    .bind("reason", reason)
                    .bind("by", organizer)
                    .bind("now", now())
                    .execute();
            Rescore rescore = find(handle, id).orElseThrow();
            enqueueMissing(handle, rescore);
            audit.add(handle, organizer, "request re-score", "phase " + phase, "", engine + " " + truth, reason);
            return rescore;
        });
    }

    private void enqueueMissing(Handle handle, Rescore rescore) {
        missing(handle, rescore)
                .forEach(submission ->
                        Queue.enqueue(handle, submission, rescore.engine(), rescore.truth(), true, now()));
    }

    /** Scored submissions that the re-score has not queued. */
    private static List<String> missing(Handle handle, Rescore rescore) {
        return handle.createQuery("select s.id from submission s where s.phase = :phase and s.state = 'SCORED' and not "
                        + "exists (select 1 from evaluation e where e.submission = s.id and e.engine = :engine and "
                        + "e.truth = :truth) order by s.accepted_at")
                .bind("phase", rescore.phase())
                .bind("engine", rescore.engine())
                .bind("truth", rescore.truth())
                .mapTo(String.class)
                .list();
    }

    /** How far a re-score is. */
    public record Progress(int done, int all) {
        public boolean complete() {
            return done == all;
        }
    }

    public Progress progress(Rescore rescore) {
        return database.read(handle -> progress(handle, rescore));
    }

    private static Progress progress(Handle handle, Rescore rescore) {
        int all = handle.createQuery("select count(*) from submission where phase = :phase and state = 'SCORED'")
                .bind("phase", rescore.phase())
                .mapTo(Integer.class)
                .one();
        int done = handle.createQuery("select count(*) from evaluation e join submission s on s.id = e.submission "
                        + "where s.phase = :phase and s.state = 'SCORED' and e.engine = :engine and e.truth = :truth "
                        + "and e.state = 'DONE'")
                .bind("phase", rescore.phase())
                .bind("engine", rescore.engine())
                .bind("truth", rescore.truth())
                .mapTo(Integer.class)
                .one();
        return new Progress(done, all);
    }

    /**
     * The switch: from now on the new scores count. Submissions that came in since are queued first.
     *
     * @throws RefusedException while not every submission has its new score
     */
    public void publish(String id, String organizer) {
        boolean published = database.write(handle -> {
            Rescore rescore = find(handle, id).orElseThrow(() -> new RefusedException(Reason.NOT_FOUND));
            Phases.lock(handle, rescore.phase());
            if (rescore.publishedAt().isPresent()) {
                throw new RefusedException(Reason.WRONG_STATE);
            }
            enqueueMissing(handle, rescore);
            if (!progress(handle, rescore).complete()) {
                return false;
            }
            Phase phase = Phases.find(handle, rescore.phase()).orElseThrow();
            boards.keep(
                    handle, phase, phase.engine().orElseThrow(), phase.truth().orElseThrow(), rescore.reason(), false);
            Phases.setScoring(handle, phase.slug(), rescore.engine(), rescore.truth());
            // What is not scored yet is scored with the new engine and truth; who scores it with the old ones stops.
            handle.createUpdate("update evaluation set engine = :engine, truth = :truth, fence = fence + 1, "
                            + "lease_until = 0, state = case when state = 'RUNNING' then 'QUEUED' else state end where "
                            + "state <> 'DONE' and shadow = 0 and submission in (select id from submission where phase "
                            + "= :phase) and not exists (select 1 from evaluation e where e.submission = "
                            + "evaluation.submission and e.engine = :engine and e.truth = :truth)")
                    .bind("engine", rescore.engine())
                    .bind("truth", rescore.truth())
                    .bind("phase", phase.slug())
                    .execute();
            if (!progress(handle, rescore).complete()) {
                // On PostgreSQL a scoring with the old ones may have ended since they were counted.
                throw new RefusedException(Reason.NOT_ALL_SCORED);
            }
            if (phase.frozenAt().isPresent()) {
                Phase switched = Phases.find(handle, phase.slug()).orElseThrow();
                boards.keep(handle, switched, rescore.engine(), rescore.truth(), rescore.reason(), true);
            }
            handle.createUpdate("update rescore set published_at = :now, published_by = :by where id = :id")
                    .bind("now", now())
                    .bind("by", organizer)
                    .bind("id", id)
                    .execute();
            teams(handle, phase.slug())
                    .forEach(team -> messages.toTeam(
                            handle, team, "rescored", Map.of("phase", phase.slug(), "reason", rescore.reason())));
            audit.add(
                    handle,
                    organizer,
                    "publish re-score",
                    "phase " + phase.slug(),
                    phase.engine().orElseThrow() + " " + phase.truth().orElseThrow(),
                    rescore.engine() + " " + rescore.truth(),
                    rescore.reason());
            return true;
        });
        if (!published) {
            throw new RefusedException(Reason.NOT_ALL_SCORED);
        }
    }

    private static List<String> teams(Handle handle, String phase) {
        return handle.createQuery("select distinct team from submission where phase = :phase")
                .bind("phase", phase)
                .mapTo(String.class)
                .list();
    }

    public Optional<Rescore> find(String id) {
        return database.read(handle -> find(handle, id));
    }

    private static Optional<Rescore> find(Handle handle, String id) {
        return handle.createQuery("select * from rescore where id = :id")
                .bind("id", id)
                .mapTo(Rescore.class)
                .findOne();
    }

    /** The newest first. */
    public List<Rescore> all() {
        return database.read(handle -> handle.createQuery("select * from rescore order by requested_at desc, id")
                .mapTo(Rescore.class)
                .list());
    }
}

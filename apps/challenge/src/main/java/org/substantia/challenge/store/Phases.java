package org.substantia.challenge.store;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.substantia.base.io.Sha256;
import org.substantia.challenge.model.Engine;
import org.substantia.challenge.model.Phase;
import org.substantia.challenge.model.Track;
import org.substantia.challenge.model.Truth;
import org.substantia.challenge.model.Window;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.rules.RefusedException.Reason;
import org.substantia.challenge.rules.Schedule;

/** Phases, tracks, windows of time, engines and versions of the truth. */
public final class Phases extends Table {
    private final Messages messages;

    Phases(Database database, Messages messages, Audit audit, Clock clock) {
        super(database, audit, clock);
        this.messages = messages;
    }

    public void addTrack(Track track) {
        database.write(handle -> handle.createUpdate("insert into track (slug, seq, primary_metric, direction, "
                        + "tie_break) values (:slug, :seq, :metric, :direction, :tie)")
                .bind("slug", track.slug())
                .bind("seq", track.seq())
                .bind("metric", track.primaryMetric())
                .bind("direction", track.direction())
                .bind("tie", track.tieBreak())
                .execute());
    }

    public void addPhase(Phase phase, String actor) {
        database.write(handle -> {
            handle.createUpdate("insert into phase (slug, seq, limit_total, limit_day, limit_month, "
                            + "limit_rejected_day, entry_rule, visibility, method_required, paper_required) values "
                            + "(:slug, :seq, :total, :day, :month, :rejected, :rule, :visibility, :method, :paper)")
                    .bind("slug", phase.slug())
                    .bind("seq", phase.seq())
                    .bind("total", phase.limitTotal())
                    .bind("day", phase.limitDay())
                    .bind("month", phase.limitMonth())
                    .bind("rejected", phase.limitRejectedDay())
                    .bind("rule", phase.entryRule())
                    .bind("visibility", phase.visibility())
                    .bind("method", phase.methodRequired() ? 1 : 0)
                    .bind("paper", phase.paperRequired() ? 1 : 0)
                    .execute();
            audit.add(handle, actor, "create phase", "phase " + phase.slug(), "", phase.toString(), "");
            return null;
        });
    }

    /**
     * Sets a window of time. The windows before stay on record; everybody is told of one that was moved.
     *
     * @throws RefusedException if it ends before it begins, or an open submission would close earlier than announced
     */
    public void setWindow(String phase, Window.Kind kind, Instant from, Instant to, String reason, String actor) {
        database.write(handle -> {
            lock(handle, phase);
            boolean moved = schedule(handle, phase).window(kind).isPresent();
            setWindow(handle, phase, kind, from, to, reason, actor);
            if (moved) {
                messages.toEveryone(
                        handle,
                        "window-moved",
                        Map.of(
                                "phase",
                                phase,
                                "window",
                                kind.name(),
                                "from",
                                from.toString(),
                                "to",
                                to.toString(),
                                "reason",
                                reason,
                                "link",
                                "/schedule"));
            }
            return null;
        });
    }

    void setWindow(
            Handle handle, String phase, Window.Kind kind, Instant from, Instant to, String reason, String actor) {
        Schedule schedule = schedule(handle, phase);
        schedule.faultOf(kind, from, to, now()).ifPresent(fault -> {
            throw new RefusedException(
                    fault == Schedule.Fault.ENDS_BEFORE_IT_BEGINS
                            ? Reason.WINDOW_ENDS_BEFORE_IT_BEGINS
                            : Reason.WINDOW_CLOSES_EARLIER);
        });
        if (schedule.window(kind).isPresent() && reason.isBlank()) {
            throw new RefusedException(Reason.REASON_MISSING);
        }
        int seq = handle.createQuery("select coalesce(max(seq), 0) + 1 from phase_window where phase = :phase")
                .bind("phase", phase)
                .mapTo(Integer.class)
                .one();
        handle.createUpdate("insert into phase_window (phase, seq, kind, from_at, to_at, set_by, set_at, reason) "
                        + "values (:phase, :seq, :kind, :from, :to, :by, :now, :reason)")
                .bind("phase", phase)
                .bind("seq", seq)
                .bind("kind", kind)
                .bind("from", from)
                .bind("to", to)
                .bind("by", actor)
                .bind("now", now())
                .bind("reason", reason)
                .execute();
        String before =
                schedule.window(kind).map(w -> w.fromAt() + " to " + w.toAt()).orElse("");
        audit.add(handle, actor, "set window", "phase " + phase + " " + kind, before, from + " to " + to, reason);
    }

    /** Takes the phase's row lock, under which windows, boards and releases change. */
    static void lock(Handle handle, String phase) {
        int rows = handle.createUpdate("update phase set locks = locks + 1 where slug = :phase")
                .bind("phase", phase)
                .execute();
        if (rows == 0) {
            throw new RefusedException(Reason.NOT_FOUND);
        }
    }

    public List<Phase> all() {
        return database.read(handle -> handle.createQuery("select * from phase order by seq")
                .mapTo(Phase.class)
                .list());
    }

    public Optional<Phase> find(String slug) {
        return database.read(handle -> find(handle, slug));
    }

    static Optional<Phase> find(Handle handle, String slug) {
        return handle.createQuery("select * from phase where slug = :slug")
                .bind("slug", slug)
                .mapTo(Phase.class)
                .findOne();
    }

    public List<Track> tracks() {
        return database.read(Phases::tracks);
    }

    static List<Track> tracks(Handle handle) {
        return handle.createQuery("select * from track order by seq")
                .mapTo(Track.class)
                .list();
    }

    public Schedule schedule(String phase) {
        return database.read(handle -> schedule(handle, phase));
    }

    static Schedule schedule(Handle handle, String phase) {
        return new Schedule(windows(handle, phase));
    }

    /** Every window that was ever set, the newest last. */
    public List<Window> windows(String phase) {
        return database.read(handle -> windows(handle, phase));
    }

    private static List<Window> windows(Handle handle, String phase) {
        return handle.createQuery("select * from phase_window where phase = :phase order by seq")
                .bind("phase", phase)
                .mapTo(Window.class)
                .list();
    }

    /** A way of scoring; the same version with the same options is one engine. */
    public Engine engine(String programVersion, String options, String actor) {
        return database.write(handle -> {
            String sha256 = new Sha256().update(options).hex();
            Optional<Engine> known = handle.createQuery(
                            "select * from engine where program_version = :version and options_sha256 = :sha256")
                    .bind("version", programVersion)
                    .bind("sha256", sha256)
                    .mapTo(Engine.class)
                    .findOne();
            if (known.isPresent()) {
                return known.get();
            }
            String id = Ids.fresh();
            handle.createUpdate("insert into engine (id, program_version, options, options_sha256, created_at) "
                            + "values (:id, :version, :options, :sha256, :now)")
                    .bind("id", id)
                    .bind("version", programVersion)
                    .bind("options", options)
                    .bind("sha256", sha256)
                    .bind("now", now())
                    .execute();
            audit.add(handle, actor, "add engine", "engine " + id, "", programVersion + " " + options, "");
            return findEngine(handle, id).orElseThrow();
        });
    }

    static Optional<Engine> findEngine(Handle handle, String id) {
        return handle.createQuery("select * from engine where id = :id")
                .bind("id", id)
                .mapTo(Engine.class)
                .findOne();
    }

    public Optional<Engine> findEngine(String id) {
        return database.read(handle -> findEngine(handle, id));
    }

    public List<Engine> engines() {
        return database.read(handle -> handle.createQuery("select * from engine order by created_at")
                .mapTo(Engine.class)
                .list());
    }

    public Truth addTruth(String phase, String sha256, String folder, List<String> caseIds, String actor) {
        return database.write(handle -> {
            String id = Ids.fresh();
            handle.createUpdate("insert into truth (id, phase, sha256, folder, case_ids, created_at) values (:id, "
                            + ":phase, :sha256, :folder, :ids, :now)")
                    .bind("id", id)
                    .bind("phase", phase)
                    .bind("sha256", sha256)
                    .bind("folder", folder)
                    .bind("ids", String.join("\n", caseIds))
                    .bind("now", now())
                    .execute();
            audit.add(handle, actor, "add truth", "truth " + id, "", phase + " " + sha256, "");
            return findTruth(handle, id).orElseThrow();
        });
    }

    static Optional<Truth> findTruth(Handle handle, String id) {
        return handle.createQuery("select * from truth where id = :id")
                .bind("id", id)
                .mapTo(Truth.class)
                .findOne();
    }

    public Optional<Truth> findTruth(String id) {
        return database.read(handle -> findTruth(handle, id));
    }

    public List<Truth> truths(String phase) {
        return database.read(
                handle -> handle.createQuery("select * from truth where phase = :phase order by created_at")
                        .bind("phase", phase)
                        .mapTo(Truth.class)
                        .list());
    }

    /** What a phase is scored with from now on; a phase that has been scored changes by a re-score only. */
    public void setScoring(String phase, String engine, String truth, String actor) {
        database.write(handle -> {
            lock(handle, phase);
            boolean scored = handle.createQuery("select count(*) from submission where phase = :phase")
                            .bind("phase", phase)
                            .mapTo(Integer.class)
                            .one()
                    > 0;
            if (scored) {
                throw new RefusedException(Reason.WRONG_STATE);
            }
            setScoring(handle, phase, engine, truth);
            audit.add(handle, actor, "set scoring", "phase " + phase, "", engine + " " + truth, "");
            return null;
        });
    }

    static void setScoring(Handle handle, String phase, String engine, String truth) {
        handle.createUpdate("update phase set engine = :engine, truth = :truth where slug = :phase")
                .bindMap(Map.of("engine", engine, "truth", truth, "phase", phase))
                .execute();
    }
}

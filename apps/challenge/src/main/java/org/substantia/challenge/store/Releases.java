package org.substantia.challenge.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.substantia.challenge.model.LabelRelease;
import org.substantia.challenge.model.Phase;
import org.substantia.challenge.model.Window;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.rules.RefusedException.Reason;
import org.substantia.challenge.rules.Schedule;

/**
 * The release of a phase's labels: submission is over, the boards freeze and the labels appear in one transaction. The
 * labels of a phase whose results were hidden need two organizers.
 */
public final class Releases extends Table {
    private static final Duration FOR_GOOD = Duration.ofDays(365 * 100L);

    private final Phases phases;
    private final Boards boards;
    private final Messages messages;

    Releases(Database database, Phases phases, Boards boards, Messages messages, Audit audit, Clock clock) {
        super(database, audit, clock);
        this.phases = phases;
        this.boards = boards;
        this.messages = messages;
    }

    /** Plans a release for an instant at or after the close. */
    public LabelRelease propose(String phaseSlug, Instant due, String organizer) {
        return database.write(handle -> {
            Phases.lock(handle, phaseSlug);
            Phase phase = Phases.find(handle, phaseSlug).orElseThrow();
            if (phase.frozenAt().isPresent() || pending(handle, phaseSlug).isPresent()) {
                throw new RefusedException(Reason.WRONG_STATE);
            }
            if (!Phases.schedule(handle, phaseSlug).closed(due)) {
                throw new RefusedException(Reason.STILL_OPEN);
            }
            String id = Ids.fresh();
            handle.createUpdate("insert into label_release (id, phase, two_needed, due_at, proposed_by, proposed_at) "
                            + "values (:id, :phase, :two, :due, :by, :now)")
                    .bind("id", id)
                    .bind("phase", phaseSlug)
                    .bind("two", phase.visibility() != Phase.Visibility.LIVE ? 1 : 0)
                    .bind("due", due)
                    .bind("by", organizer)
                    .bind("now", now())
                    .execute();
            audit.add(handle, organizer, "propose label release", "phase " + phaseSlug, "", due.toString(), "");
            return find(handle, id).orElseThrow();
        });
    }

    private static Optional<LabelRelease> pending(Handle handle, String phase) {
        return handle.createQuery("select * from label_release where phase = :phase and done_at is null")
                .bind("phase", phase)
                .mapTo(LabelRelease.class)
                .findOne();
    }

    /** @throws RefusedException if it is the organizer who proposed it, or it was confirmed already */
    public void confirm(String id, String organizer) {
        database.write(handle -> {
            LabelRelease release = find(handle, id).orElseThrow(() -> new RefusedException(Reason.NOT_FOUND));
            if (release.proposedBy().equals(organizer)) {
                throw new RefusedException(Reason.SECOND_ORGANIZER_NEEDED);
            }
            int rows = handle.createUpdate("update label_release set confirmed_by = :by where id = :id and "
                            + "confirmed_by is null and done_at is null")
                    .bind("by", organizer)
                    .bind("id", id)
                    .execute();
            if (rows == 0) {
                throw new RefusedException(Reason.WRONG_STATE);
            }
            audit.add(handle, organizer, "confirm label release", "phase " + release.phase(), "", "", "");
            return null;
        });
    }

    /** Takes a plan back. */
    public void cancel(String id, String organizer) {
        database.write(handle -> {
            LabelRelease release = find(handle, id).orElseThrow(() -> new RefusedException(Reason.NOT_FOUND));
            int rows = handle.createUpdate("delete from label_release where id = :id and done_at is null")
                    .bind("id", id)
                    .execute();
            if (rows == 0) {
                throw new RefusedException(Reason.WRONG_STATE);
            }
            audit.add(handle, organizer, "cancel label release", "phase " + release.phase(), "", "", "");
            return null;
        });
    }

    /**
     * Carries out what is due and confirmed. A release waits for what was submitted in time and is not scored yet.
     *
     * @return the phases whose labels were released
     */
    public List<String> carryOut() {
        List<LabelRelease> due = database.read(handle -> handle.createQuery("select * from label_release where done_at "
                        + "is null and due_at <= :now and (two_needed = 0 or confirmed_by is not null)")
                .bind("now", now())
                .mapTo(LabelRelease.class)
                .list());
        return due.stream()
                .filter(release -> database.write(handle -> carryOut(handle, release)))
                .map(LabelRelease::phase)
                .toList();
    }

    private boolean carryOut(Handle handle, LabelRelease release) {
        Phases.lock(handle, release.phase());
        Phase phase = Phases.find(handle, release.phase()).orElseThrow();
        Schedule schedule = Phases.schedule(handle, phase.slug());
        // Two servers on one database, or a close that was moved after the plan was made.
        if (phase.frozenAt().isPresent() || !schedule.closed(now()) || unfinished(handle, phase.slug()) > 0) {
            return false;
        }
        // What was due when it was looked for may have been canceled since.
        int rows = handle.createUpdate("update label_release set done_at = :now where id = :id and done_at is null and "
                        + "due_at <= :now and (two_needed = 0 or confirmed_by is not null)")
                .bind("now", now())
                .bind("id", release.id())
                .execute();
        if (rows == 0) {
            return false;
        }
        handle.createUpdate("update phase set frozen_at = :now where slug = :phase")
                .bind("now", now())
                .bind("phase", phase.slug())
                .execute();
        if (phase.engine().isPresent() && phase.truth().isPresent()) {
            boards.keep(handle, phase, phase.engine().get(), phase.truth().get(), "labels released", true);
        }
        for (Window.Kind kind : List.of(Window.Kind.RESULTS, Window.Kind.LABELS)) {
            if (!schedule.isOpen(kind, now())) {
                phases.setWindow(
                        handle,
                        phase.slug(),
                        kind,
                        now(),
                        now().plus(FOR_GOOD),
                        "labels released",
                        release.proposedBy());
            }
        }
        messages.toEveryone(handle, "labels-released", Map.of("phase", phase.slug(), "link", "/leaderboard"));
        audit.add(
                handle,
                release.confirmedBy().orElse(release.proposedBy()),
                "release labels",
                "phase " + phase.slug(),
                "",
                "",
                "");
        return true;
    }

    /** What was submitted in time and has no score yet. */
    public int unfinished(String phase) {
        return database.read(handle -> unfinished(handle, phase));
    }

    private int unfinished(Handle handle, String phase) {
        return handle.createQuery("select (select count(*) from submission where phase = :phase and state in "
                        + "('ACCEPTED', 'SCORING', 'DELAYED', 'HELD')) + "
                        + "(select count(*) from upload where phase = :phase and image_of is null and "
                        + "(state = 'CHECKING' or (state = 'OPEN' and opened_at > :limit)))")
                .bind("phase", phase)
                .bind("limit", now().minus(Uploads.TO_FINISH))
                .mapTo(Integer.class)
                .one();
    }

    public Optional<LabelRelease> find(String id) {
        return database.read(handle -> find(handle, id));
    }

    private static Optional<LabelRelease> find(Handle handle, String id) {
        return handle.createQuery("select * from label_release where id = :id")
                .bind("id", id)
                .mapTo(LabelRelease.class)
                .findOne();
    }

    /** The newest first. */
    public List<LabelRelease> all() {
        return database.read(handle -> handle.createQuery("select * from label_release order by proposed_at desc")
                .mapTo(LabelRelease.class)
                .list());
    }
}

package org.substantia.challenge.store;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.substantia.base.text.Format;
import org.substantia.challenge.json.Json;
import org.substantia.challenge.model.Evaluation;
import org.substantia.challenge.model.Method;
import org.substantia.challenge.model.Phase;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Upload;
import org.substantia.challenge.model.Window;
import org.substantia.challenge.rules.Attempts;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.rules.RefusedException.Reason;
import org.substantia.challenge.rules.Transitions;

/** Submissions and the ledger of attempts. */
public final class Submissions extends Table {
    Submissions(Database database, Audit audit, Clock clock) {
        super(database, audit, clock);
    }

    /**
     * Makes a submission of an upload that passed the check: the rules are looked at, an attempt is reserved and the
     * scoring is queued, all in one transaction under the team's lock. Repeated calls return the same submission.
     *
     * @param fence of the check's claim
     * @param findings warnings of the check, JSON
     * @return empty when the claim does not hold any more
     * @throws RefusedException if the rules do not allow it; the upload is then REFUSED, no attempt was used
     */
    public Optional<Submission> accept(String uploadId, long fence, String findings) {
        Object result = database.write(handle -> {
            Upload upload = Uploads.find(handle, uploadId).orElseThrow(() -> new RefusedException(Reason.NOT_FOUND));
            Uploads.lockTeam(handle, upload.team());
            Optional<Submission> known = byUpload(handle, uploadId);
            if (known.isPresent()) {
                return known;
            }
            int claimed = handle.createUpdate("update upload set findings = :findings where id = :id and fence = "
                            + ":fence and state = 'CHECKING'")
                    .bind("findings", findings)
                    .bind("id", uploadId)
                    .bind("fence", fence)
                    .execute();
            if (claimed == 0) {
                return Optional.empty();
            }
            try {
                return Optional.of(accept(handle, upload));
            } catch (RefusedException e) {
                finish(handle, uploadId, Upload.State.REFUSED);
                audit.add(handle, Audit.SYSTEM, "refuse", "upload " + uploadId, "CHECKING", "REFUSED", e.getMessage());
                return e;
            }
        });
        if (result instanceof RefusedException e) {
            throw e;
        }
        @SuppressWarnings("unchecked")
        Optional<Submission> accepted = (Optional<Submission>) result;
        return accepted;
    }

    private Submission accept(Handle handle, Upload upload) {
        Phases.lock(handle, upload.phase());
        Phase phase = Phases.find(handle, upload.phase()).orElseThrow();
        Teams.requireApproved(handle, upload.team());
        // The upload was opened in time or not: the newest window decides, and the instant of opening.
        if (!Phases.schedule(handle, phase.slug()).isOpen(Window.Kind.SUBMISSION, upload.openedAt())) {
            throw new RefusedException(Reason.PHASE_NOT_OPEN, Map.of("phase", phase.slug()));
        }
        if (phase.frozenAt().isPresent()) {
            throw new RefusedException(Reason.PHASE_FROZEN);
        }
        // However long the check took, the attempt is one of the day on which the upload was opened.
        requireAttempt(handle, phase, upload.team(), upload.openedAt());
        Method method = Json.read(upload.method().orElse("{}"), Method.class);
        if (phase.methodRequired() && !method.complete()) {
            throw new RefusedException(Reason.METHOD_INCOMPLETE);
        }
        if (phase.paperRequired() && method.paper().isEmpty()) {
            throw new RefusedException(Reason.PAPER_MISSING);
        }
        int ordinal = handle.createQuery("select coalesce(max(ordinal), 0) + 1 from submission where team = :team and "
                        + "phase = :phase")
                .bind("team", upload.team())
                .bind("phase", phase.slug())
                .mapTo(Integer.class)
                .one();
        String id = Ids.fresh();
        handle.createUpdate("insert into submission (id, upload, team, account, phase, ordinal, opened_at, "
                        + "accepted_at, state, file_name, sha256, bytes, method) values (:id, :upload, :team, "
                        + ":account, :phase, :ordinal, :opened, :now, 'ACCEPTED', :name, :sha256, :bytes, :method)")
                .bind("id", id)
                .bind("upload", upload.id())
                .bind("team", upload.team())
                .bind("account", upload.account())
                .bind("phase", phase.slug())
                .bind("ordinal", ordinal)
                .bind("opened", upload.openedAt())
                .bind("now", now())
                .bind("name", upload.fileName())
                .bind("sha256", upload.sha256().orElseThrow())
                .bind("bytes", upload.length())
                .bind("method", Json.text(method))
                .execute();
        ledger(
                handle,
                upload.team(),
                phase.slug(),
                Optional.of(id),
                "RESERVE",
                "accepted",
                upload.account(),
                upload.openedAt());
        Queue.enqueue(handle, id, phase.engine().orElseThrow(), phase.truth().orElseThrow(), false, now());
        finish(handle, upload.id(), Upload.State.CONSUMED);
        audit.add(
                handle,
                upload.account(),
                "submit",
                "submission " + id,
                "",
                upload.sha256().orElseThrow(),
                "");
        return find(handle, id).orElseThrow();
    }

    private void finish(Handle handle, String upload, Upload.State state) {
        handle.createUpdate("update upload set state = :state, finished_at = :now where id = :id")
                .bind("state", state)
                .bind("now", now())
                .bind("id", upload)
                .execute();
    }

    void ledger(
            Handle handle,
            String team,
            String phase,
            Optional<String> submission,
            String kind,
            String reason,
            String actor,
            Instant at) {
        handle.createUpdate("insert into attempt (id, team, phase, submission, kind, reason, actor, at) values (:id, "
                        + ":team, :phase, :submission, :kind, :reason, :actor, :at)")
                .bind("id", Ids.fresh())
                .bind("team", team)
                .bind("phase", phase)
                .bind("submission", submission.orElse(null))
                .bind("kind", kind)
                .bind("reason", reason)
                .bind("actor", actor)
                .bind("at", at)
                .execute();
    }

    /** Whether the attempt that the submission used is free again. */
    public boolean released(String submission) {
        return database.read(handle -> released(handle, submission));
    }

    private static boolean released(Handle handle, String submission) {
        return handle.createQuery("select count(*) from attempt where submission = :id and kind = 'RELEASE'")
                        .bind("id", submission)
                        .mapTo(Integer.class)
                        .one()
                > 0;
    }

    /** Gives an attempt back, once. */
    void release(Handle handle, Submission submission, String reason, String actor) {
        if (!released(handle, submission.id())) {
            ledger(
                    handle,
                    submission.team(),
                    submission.phase(),
                    Optional.of(submission.id()),
                    "RELEASE",
                    reason,
                    actor,
                    now());
        }
    }

    static void requireAttempt(Handle handle, Phase phase, String team, Instant now) {
        attempts(handle, phase, team).refusalAt(now).ifPresent(refusal -> {
            Reason reason =
                    switch (refusal.kind()) {
                        case TOTAL -> Reason.ATTEMPTS_USED_UP;
                        case DAY -> Reason.ATTEMPTS_USED_TODAY;
                        case MONTH -> Reason.ATTEMPTS_USED_THIS_MONTH;
                    };
            throw new RefusedException(
                    reason,
                    Map.of(
                            "limit",
                            String.valueOf(refusal.limit()),
                            "next",
                            refusal.nextFreeAt().map(Instant::toString).orElse("")));
        });
    }

    /** The team's attempts in a phase. */
    public Attempts attempts(Phase phase, String team) {
        return database.read(handle -> attempts(handle, phase, team));
    }

    private static Attempts attempts(Handle handle, Phase phase, String team) {
        List<Instant> reserved = handle.createQuery("select a.at from attempt a where a.team = :team and a.phase = "
                        + ":phase and a.kind = 'RESERVE' and not exists (select 1 from attempt r where r.submission = "
                        + "a.submission and r.kind = 'RELEASE') order by a.at")
                .bind("team", team)
                .bind("phase", phase.slug())
                .mapTo(Instant.class)
                .list();
        int grants = handle.createQuery(
                        "select count(*) from attempt where team = :team and phase = :phase and kind = 'GRANT'")
                .bind("team", team)
                .bind("phase", phase.slug())
                .mapTo(Integer.class)
                .one();
        int delayed = handle.createQuery(
                        "select count(*) from submission where team = :team and phase = :phase and state = 'DELAYED'")
                .bind("team", team)
                .bind("phase", phase.slug())
                .mapTo(Integer.class)
                .one();
        return new Attempts(
                new Attempts.Limits(phase.limitTotal(), phase.limitDay(), phase.limitMonth()),
                grants,
                reserved,
                delayed);
    }

    /** One attempt more for one team. */
    public void grant(String team, String phase, String reason, String organizer) {
        if (reason.isBlank()) {
            throw new RefusedException(Reason.REASON_MISSING);
        }
        database.write(handle -> {
            Uploads.lockTeam(handle, team);
            if (Phases.find(handle, phase).isEmpty()) {
                throw new RefusedException(Reason.NOT_FOUND);
            }
            ledger(handle, team, phase, Optional.empty(), "GRANT", reason, organizer, now());
            audit.add(handle, organizer, "grant attempt", "team " + team + " phase " + phase, "", "", reason);
            return null;
        });
    }

    /** The team takes a submission back before its scoring began; the attempt is free again. */
    public void withdraw(String id, String account) {
        change(id, Submission.State.WITHDRAWN, "", account, true);
    }

    /**
     * The organizers take a submission out, with a reason; the attempt stays used unless it is given back.
     *
     * @throws RefusedException if its board is frozen
     */
    public void voidSubmission(String id, String reason, boolean giveBack, String organizer) {
        if (reason.isBlank()) {
            throw new RefusedException(Reason.REASON_MISSING);
        }
        change(id, Submission.State.VOID, reason, organizer, giveBack);
    }

    private void change(String id, Submission.State to, String reason, String actor, boolean release) {
        database.write(handle -> {
            Submission submission = find(handle, id).orElseThrow(() -> new RefusedException(Reason.NOT_FOUND));
            Uploads.lockTeam(handle, submission.team());
            // Rows are locked in one order everywhere: team, phase, scoring, submission.
            if (to == Submission.State.WITHDRAWN) {
                handle.createUpdate("delete from evaluation where submission = :id and state = 'QUEUED'")
                        .bind("id", id)
                        .execute();
            }
            if (to == Submission.State.VOID) {
                requireUnsealed(handle, submission.phase());
            }
            if (!move(handle, submission, to)) {
                throw new RefusedException(Reason.WRONG_STATE);
            }
            if (to == Submission.State.VOID) {
                handle.createUpdate("update submission set reason = :reason where id = :id")
                        .bind("reason", reason)
                        .bind("id", id)
                        .execute();
            }
            if (release) {
                release(handle, submission, to.name(), actor);
            }
            audit.add(
                    handle,
                    actor,
                    Format.lowerCase(to),
                    "submission " + id,
                    submission.state().name(),
                    to.name(),
                    reason);
            return null;
        });
    }

    /**
     * Undoes a void: the submission is scored, or goes back into the queue, and its attempt counts again if the void
     * gave it back. A scoring that was there waits to be let go on; one that is missing, since a re-score was published
     * meanwhile, is queued.
     *
     * @throws RefusedException if its board is frozen
     */
    public void restore(String id, String reason, String organizer) {
        if (reason.isBlank()) {
            throw new RefusedException(Reason.REASON_MISSING);
        }
        database.write(handle -> {
            Submission submission = find(handle, id).orElseThrow(() -> new RefusedException(Reason.NOT_FOUND));
            Uploads.lockTeam(handle, submission.team());
            Phase phase = requireUnsealed(handle, submission.phase());
            // Locked, it stays what it is; a score that is being published is waited for.
            Optional<Evaluation> scoring = Queue.lock(
                    handle, id, phase.engine().orElseThrow(), phase.truth().orElseThrow());
            boolean done =
                    scoring.filter(e -> e.state() == Evaluation.State.DONE).isPresent();
            Submission.State to = done ? Submission.State.SCORED : Submission.State.HELD;
            if (submission.state() != Submission.State.VOID || !move(handle, submission, to)) {
                throw new RefusedException(Reason.WRONG_STATE);
            }
            // What the void gave back counts again. What was free before, by a fault of ours, stays free.
            handle.createUpdate("delete from attempt where submission = :id and kind = 'RELEASE' and reason = :void")
                    .bind("id", id)
                    .bind("void", Submission.State.VOID.name())
                    .execute();
            if (scoring.isEmpty()) {
                Queue.enqueue(handle, id, phase.engine().get(), phase.truth().get(), false, now());
            } else if (!done) {
                handle.createUpdate("update evaluation set state = 'HELD', shadow = 0 where id = :id and state "
                                + "<> 'DONE'")
                        .bind("id", scoring.get().id())
                        .execute();
            }
            handle.createUpdate("update submission set reason = '' where id = :id")
                    .bind("id", id)
                    .execute();
            audit.add(handle, organizer, "restore", "submission " + id, "VOID", to.name(), reason);
            return null;
        });
    }

    /** A frozen board is sealed with the hashes of what was scored: nothing comes or goes any more. */
    private static Phase requireUnsealed(Handle handle, String slug) {
        Phases.lock(handle, slug);
        Phase phase = Phases.find(handle, slug).orElseThrow();
        if (phase.frozenAt().isPresent()) {
            throw new RefusedException(Reason.SUBMISSIONS_FROZEN);
        }
        return phase;
    }

    /** Keeps a submission off the boards, or puts it back; a frozen board changes by a re-score only. */
    public void hide(String id, boolean hidden, String reason, String organizer) {
        if (reason.isBlank()) {
            throw new RefusedException(Reason.REASON_MISSING);
        }
        database.write(handle -> {
            Submission submission = find(handle, id).orElseThrow(() -> new RefusedException(Reason.NOT_FOUND));
            handle.createUpdate("update submission set hidden = :hidden where id = :id")
                    .bind("hidden", hidden ? 1 : 0)
                    .bind("id", id)
                    .execute();
            audit.add(
                    handle,
                    organizer,
                    hidden ? "hide" : "show",
                    "submission " + id,
                    String.valueOf(submission.hidden()),
                    String.valueOf(hidden),
                    reason);
            return null;
        });
    }

    /** The team names the submission that is to stand on the board; possible until the phase closes. */
    public void choose(String id, String account) {
        database.write(handle -> {
            Submission submission = find(handle, id).orElseThrow(() -> new RefusedException(Reason.NOT_FOUND));
            Phase phase = Phases.find(handle, submission.phase()).orElseThrow();
            if (phase.entryRule() != Phase.EntryRule.CHOSEN
                    || Phases.schedule(handle, phase.slug()).closed(now())) {
                throw new RefusedException(Reason.CHOICE_CLOSED);
            }
            handle.createUpdate("update submission set chosen = case when id = :id then 1 else 0 end where team = "
                            + ":team and phase = :phase")
                    .bind("id", id)
                    .bind("team", submission.team())
                    .bind("phase", submission.phase())
                    .execute();
            audit.add(handle, account, "choose", "submission " + id, "", "", "");
            return null;
        });
    }

    /** @return whether the submission was in the state that was read, and the change is allowed */
    static boolean move(Handle handle, Submission submission, Submission.State to) {
        return Transitions.allowed(submission.state(), to)
                && handle.createUpdate("update submission set state = :to where id = :id and state = :from")
                                .bind("to", to)
                                .bind("id", submission.id())
                                .bind("from", submission.state())
                                .execute()
                        == 1;
    }

    public Optional<Submission> find(String id) {
        return database.read(handle -> find(handle, id));
    }

    static Optional<Submission> find(Handle handle, String id) {
        return handle.createQuery("select * from submission where id = :id")
                .bind("id", id)
                .mapTo(Submission.class)
                .findOne();
    }

    /** The states of submissions by id; one that does not exist has no entry. */
    public Map<String, Submission.State> states(Collection<String> ids) {
        return database.read(handle -> Uploads.states(
                handle, "select id, state from submission where id in (<ids>)", Submission.State.class, ids));
    }

    public Optional<Submission> byUpload(String upload) {
        return database.read(handle -> byUpload(handle, upload));
    }

    private static Optional<Submission> byUpload(Handle handle, String upload) {
        return handle.createQuery("select * from submission where upload = :upload")
                .bind("upload", upload)
                .mapTo(Submission.class)
                .findOne();
    }

    /** The team's submissions, the newest first. */
    public List<Submission> ofTeam(String team) {
        return database.read(handle -> handle.createQuery(
                        "select * from submission where team = :team order by accepted_at desc, ordinal desc")
                .bind("team", team)
                .mapTo(Submission.class)
                .list());
    }

    /** Every submission of a phase, the newest first. */
    public List<Submission> ofPhase(String phase) {
        return database.read(
                handle -> handle.createQuery("select * from submission where phase = :phase order by accepted_at desc")
                        .bind("phase", phase)
                        .mapTo(Submission.class)
                        .list());
    }

    public List<Submission> all() {
        return database.read(handle -> handle.createQuery("select * from submission order by accepted_at desc")
                .mapTo(Submission.class)
                .list());
    }
}

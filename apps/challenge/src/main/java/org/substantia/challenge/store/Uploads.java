package org.substantia.challenge.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.substantia.challenge.model.Phase;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Upload;
import org.substantia.challenge.model.Window;
import org.substantia.challenge.rules.BackOff;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.rules.RefusedException.Reason;

/** Files on their way in, and the queue of those that wait to be checked. */
public final class Uploads extends Table {
    /** How long an upload may take: it counts as in time when it was opened in time. */
    public static final Duration TO_FINISH = Duration.ofMinutes(60);
    /** How long an image may take, which is a thousand times larger. */
    private static final Duration IMAGE_TO_FINISH = Duration.ofDays(1);

    /** Values that one statement may hold. */
    private static final int MAX_BOUND = 500;

    private static final int MAX_OPEN = 5;

    private final Duration lease;

    Uploads(Database database, Audit audit, Clock clock, Duration lease) {
        super(database, audit, clock);
        this.lease = lease;
    }

    /**
     * Opens an upload. Its instant is the server's.
     *
     * @param method JSON of the method; empty when the file is to be checked only
     * @param room bytes that all open uploads together may still bring
     * @throws RefusedException if the team may not submit to the phase now, has too many uploads or rejected files, or
     *     there is no room
     */
    public Upload open(
            String team,
            String account,
            String phase,
            long length,
            String fileName,
            Optional<String> sha256,
            Optional<String> method,
            long room) {
        return database.write(handle -> {
            lockTeam(handle, team);
            mayUpload(handle, team, phase, method.isPresent());
            requireFewOpen(handle, team);
            requireRoom(handle, length, room);
            return insert(handle, team, account, phase, new Sent(length, fileName, sha256), method, Optional.empty());
        });
    }

    /**
     * Opens an upload of the container image that the organizers asked for. It uses no attempt and knows no window.
     *
     * @param room bytes that all open uploads together may still bring
     * @throws RefusedException if it is not the team's submission, no image was asked for, too many uploads are open,
     *     or there is no room
     */
    public Upload openImage(
            String team,
            String account,
            String submission,
            long length,
            String fileName,
            Optional<String> sha256,
            long room) {
        return database.write(handle -> {
            lockTeam(handle, team);
            Submission found = Submissions.find(handle, submission)
                    .filter(s -> s.team().equals(team))
                    .orElseThrow(() -> new RefusedException(Reason.NOT_FOUND));
            if (Images.find(handle, submission).isEmpty()) {
                throw new RefusedException(Reason.WRONG_STATE);
            }
            requireFewOpen(handle, team);
            requireRoom(handle, length, room);
            Sent sent = new Sent(length, fileName, sha256);
            return insert(handle, team, account, found.phase(), sent, Optional.empty(), Optional.of(submission));
        });
    }

    /** What is said of a file before its bytes come. */
    private record Sent(long length, String fileName, Optional<String> sha256) {}

    private Upload insert(
            Handle handle,
            String team,
            String account,
            String phase,
            Sent sent,
            Optional<String> method,
            Optional<String> imageOf) {
        String id = Ids.fresh();
        handle.createUpdate("insert into upload (id, team, account, phase, opened_at, length, received, file_name, "
                        + "declared_sha256, state, method, next_at, image_of) values (:id, :team, :account, :phase, "
                        + ":now, :length, 0, :name, :sha256, 'OPEN', :method, :now, :imageOf)")
                .bind("id", id)
                .bind("team", team)
                .bind("account", account)
                .bind("phase", phase)
                .bind("now", now())
                .bind("length", sent.length())
                .bind("name", sent.fileName())
                .bind("sha256", sent.sha256().orElse(null))
                .bind("method", method.orElse(null))
                .bind("imageOf", imageOf.orElse(null))
                .execute();
        return find(handle, id).orElseThrow();
    }

    private static void requireFewOpen(Handle handle, String team) {
        int open = handle.createQuery(
                        "select count(*) from upload where team = :team and state in ('OPEN', 'CHECKING')")
                .bind("team", team)
                .mapTo(Integer.class)
                .one();
        if (open >= MAX_OPEN) {
            throw new RefusedException(Reason.TOO_MANY_UPLOADS, Map.of("limit", String.valueOf(MAX_OPEN)));
        }
    }

    static void requireRoom(Handle handle, long length, long room) {
        // The one row that all teams share: no two of them are promised the same room.
        handle.createUpdate("update challenge set status_line = status_line").execute();
        if (room - expected(handle) < length) {
            throw new RefusedException(Reason.DISK_FULL);
        }
    }

    /** Bytes that open uploads still bring. */
    public long expected() {
        return database.read(Uploads::expected);
    }

    private static long expected(Handle handle) {
        return handle.createQuery("select coalesce(sum(length - received), 0) from upload where state = 'OPEN'")
                .mapTo(Long.class)
                .one();
    }

    /** When an upload that is not finished is given up. */
    public static Instant end(Upload upload) {
        return upload.openedAt().plus(upload.imageOf().isPresent() ? IMAGE_TO_FINISH : TO_FINISH);
    }

    static void lockTeam(Handle handle, String team) {
        int rows = handle.createUpdate("update team set locks = locks + 1 where id = :team")
                .bind("team", team)
                .execute();
        if (rows == 0) {
            throw new RefusedException(Reason.NO_TEAM);
        }
    }

    private void mayUpload(Handle handle, String team, String phaseSlug, boolean submit) {
        Teams.requireApproved(handle, team);
        Phase phase = Phases.find(handle, phaseSlug).orElseThrow(() -> new RefusedException(Reason.NOT_FOUND));
        if (phase.truth().isEmpty() || !Phases.schedule(handle, phaseSlug).isOpen(Window.Kind.SUBMISSION, now())) {
            throw new RefusedException(Reason.PHASE_NOT_OPEN, Map.of("phase", phaseSlug));
        }
        if (phase.limitRejectedDay() > 0) {
            int rejected = rejectedToday(handle, team, phaseSlug);
            if (rejected >= phase.limitRejectedDay()) {
                throw new RefusedException(
                        Reason.TOO_MANY_REJECTED,
                        Map.of(
                                "limit",
                                String.valueOf(phase.limitRejectedDay()),
                                "next",
                                tomorrow().toString()));
            }
        }
        if (submit) {
            Submissions.requireAttempt(handle, phase, team, now());
        }
    }

    private Instant tomorrow() {
        return LocalDate.ofInstant(now(), ZoneOffset.UTC)
                .plusDays(1)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
    }

    private int rejectedToday(Handle handle, String team, String phase) {
        return handle.createQuery("select count(*) from upload where team = :team and phase = :phase and state in "
                        + "('REJECTED', 'CHECKED') and image_of is null and opened_at >= :today")
                .bind("team", team)
                .bind("phase", phase)
                .bind("today", tomorrow().minus(Duration.ofDays(1)))
                .mapTo(Integer.class)
                .one();
    }

    /** How many files that the team sent today were checked without becoming a submission. */
    public int rejectedToday(String team, String phase) {
        return database.read(handle -> rejectedToday(handle, team, phase));
    }

    /** The states of uploads by id; one that does not exist has no entry. */
    public Map<String, Upload.State> states(Collection<String> ids) {
        return database.read(
                handle -> states(handle, "select id, state from upload where id in (<ids>)", Upload.State.class, ids));
    }

    /** @param query for id and state, with {@code <ids>} where they go */
    static <E extends Enum<E>> Map<String, E> states(
            Handle handle, String query, Class<E> type, Collection<String> ids) {
        Map<String, E> states = new HashMap<>();
        List<String> all = List.copyOf(ids);
        for (int from = 0; from < all.size(); from += MAX_BOUND) {
            handle.createQuery(query)
                    .bindList("ids", all.subList(from, Math.min(all.size(), from + MAX_BOUND)))
                    .map((rs, c) -> states.put(rs.getString(1), Enum.valueOf(type, rs.getString(2))))
                    .list();
        }
        return states;
    }

    public Optional<Upload> find(String id) {
        return database.read(handle -> find(handle, id));
    }

    static Optional<Upload> find(Handle handle, String id) {
        return handle.createQuery("select * from upload where id = :id")
                .bind("id", id)
                .mapTo(Upload.class)
                .findOne();
    }

    /** The team's files that did not become submissions, the newest first. */
    public List<Upload> unfinished(String team, int limit) {
        return database.read(handle -> handle.createQuery("select * from upload where team = :team and state <> "
                        + "'CONSUMED' and image_of is null order by opened_at desc limit :limit")
                .bind("team", team)
                .bind("limit", limit)
                .mapTo(Upload.class)
                .list());
    }

    /**
     * Notes that bytes are safely on the disk.
     *
     * @throws RefusedException if they do not follow on what was there, or the upload is not open any more
     */
    public Upload advance(String id, long from, long to) {
        return database.write(handle -> {
            Upload upload = find(handle, id).orElseThrow(() -> new RefusedException(Reason.NOT_FOUND));
            if (upload.state() != Upload.State.OPEN || !now().isBefore(end(upload))) {
                throw new RefusedException(Reason.WRONG_STATE);
            }
            int rows = handle.createUpdate("update upload set received = :to where id = :id and received = :from and "
                            + "state = 'OPEN' and length >= :to")
                    .bind("to", to)
                    .bind("id", id)
                    .bind("from", from)
                    .execute();
            if (rows == 0) {
                throw new RefusedException(Reason.WRONG_OFFSET, Map.of("offset", String.valueOf(upload.received())));
            }
            return find(handle, id).orElseThrow();
        });
    }

    /** What the whole file's hash is, while it is still on its way into the store. */
    public void noteHash(String id, String sha256) {
        database.write(handle -> handle.createUpdate(
                        "update upload set sha256 = :sha256 where id = :id and state = 'OPEN' and received = length")
                .bind("sha256", sha256)
                .bind("id", id)
                .execute());
    }

    /**
     * All bytes are here and lie in the store under their hash: the file is to be checked, but for an image, which
     * waits for the organizers to verify it.
     */
    public void complete(String id, String sha256) {
        database.write(handle -> {
            int rows = handle.createUpdate("update upload set state = case when image_of is null then 'CHECKING' else "
                            + "'CONSUMED' end, sha256 = :sha256, next_at = :now where id = :id and state = 'OPEN' and "
                            + "received = length")
                    .bind("sha256", sha256)
                    .bind("now", now())
                    .bind("id", id)
                    .execute();
            Optional<Upload> image =
                    find(handle, id).filter(upload -> upload.imageOf().isPresent());
            if (rows == 1 && image.isPresent()) {
                String submission = image.get().imageOf().get();
                handle.createUpdate("update image set upload = :id, passed = null, report = null, reported_at = null "
                                + "where submission = :submission")
                        .bind("id", id)
                        .bind("submission", submission)
                        .execute();
                audit.add(handle, image.get().account(), "send image", "submission " + submission, "", sha256, "");
            }
            return null;
        });
    }

    /** Gives an upload up. */
    public void expire(String id) {
        database.write(handle -> handle.createUpdate(
                        "update upload set state = 'EXPIRED', finished_at = :now where id = :id and state = 'OPEN'")
                .bind("now", now())
                .bind("id", id)
                .execute());
    }

    /** Uploads that took longer than they may. */
    public List<Upload> overdue() {
        return database.read(handle -> handle.createQuery(
                        "select * from upload where state = 'OPEN' and received < length and opened_at <= case when "
                                + "image_of is null then :limit else :imageLimit end")
                .bind("limit", now().minus(TO_FINISH))
                .bind("imageLimit", now().minus(IMAGE_TO_FINISH))
                .mapTo(Upload.class)
                .list());
    }

    /** Uploads whose last byte is here, and that were not handed on. */
    public List<Upload> arrived() {
        return database.read(
                handle -> handle.createQuery("select * from upload where state = 'OPEN' and received = " + "length")
                        .mapTo(Upload.class)
                        .list());
    }

    /** Takes the next file to be checked; its fence number must be told at the end. */
    public Optional<Upload> claim() {
        return database.write(handle -> {
            Optional<String> next = handle.createQuery("select id from upload where state = 'CHECKING' and next_at <= "
                            + ":now and lease_until <= :now order by opened_at limit 1")
                    .bind("now", now())
                    .mapTo(String.class)
                    .findOne();
            if (next.isEmpty()) {
                return Optional.empty();
            }
            int rows = handle.createUpdate("update upload set lease_until = :lease, fence = fence + 1 where id = :id "
                            + "and state = 'CHECKING' and next_at <= :now and lease_until <= :now")
                    .bind("lease", now().plus(lease))
                    .bind("now", now())
                    .bind("id", next.get())
                    .execute();
            return rows == 0 ? Optional.empty() : find(handle, next.get());
        });
    }

    /** @return whether the claim still holds */
    public boolean heartbeat(String id, long fence) {
        return database.write(handle -> handle.createUpdate("update upload set lease_until = :lease where id = :id and "
                                + "fence = :fence and state = 'CHECKING'")
                        .bind("lease", now().plus(lease))
                        .bind("id", id)
                        .bind("fence", fence)
                        .execute()
                == 1);
    }

    /** The check found errors: no attempt is used. */
    public void reject(String id, long fence, String findings) {
        finish(id, fence, Upload.State.REJECTED, findings);
    }

    /** The check was all that was wanted, and found no error. */
    public void checked(String id, long fence, String findings) {
        finish(id, fence, Upload.State.CHECKED, findings);
    }

    private void finish(String id, long fence, Upload.State state, String findings) {
        database.write(handle -> {
            int rows = handle.createUpdate("update upload set state = :state, findings = :findings, finished_at = :now "
                            + "where id = :id and fence = :fence and state = 'CHECKING'")
                    .bind("state", state)
                    .bind("findings", findings)
                    .bind("now", now())
                    .bind("id", id)
                    .bind("fence", fence)
                    .execute();
            if (rows == 1) {
                audit.add(handle, Audit.SYSTEM, "check", "upload " + id, "CHECKING", state.name(), "");
            }
            return null;
        });
    }

    /** The check itself failed by our fault: it is done again later, for as long as it takes. */
    public void delay(String id, long fence) {
        database.write(handle -> {
            Upload upload = find(handle, id).orElseThrow();
            Duration wait = BackOff.after(upload.tries() + 1).orElse(Duration.ofHours(1));
            return handle.createUpdate("update upload set tries = tries + 1, next_at = :next, lease_until = 0 where id "
                            + "= :id and fence = :fence and state = 'CHECKING'")
                    .bind("next", now().plus(wait))
                    .bind("id", id)
                    .bind("fence", fence)
                    .execute();
        });
    }

    /** Whether other uploads with the same content are known: by the same team, by another. */
    public boolean seenBefore(String id, String sha256, String team, boolean byOthers) {
        String sql = byOthers
                ? "select count(*) from submission where sha256 = :sha256 and upload <> :id and team <> :team"
                : "select count(*) from submission where sha256 = :sha256 and upload <> :id and team = :team";
        return database.read(handle -> handle.createQuery(sql)
                        .bind("sha256", sha256)
                        .bind("id", id)
                        .bind("team", team)
                        .mapTo(Integer.class)
                        .one()
                > 0);
    }
}

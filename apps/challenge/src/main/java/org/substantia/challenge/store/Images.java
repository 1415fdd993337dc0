package org.substantia.challenge.store;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.substantia.challenge.model.Image;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.rules.RefusedException.Reason;

/** Container images that organizers ask for, and what their verification found. */
public final class Images {
    private final Database database;
    private final Messages messages;
    private final Audit audit;
    private final Clock clock;

    Images(Database database, Messages messages, Audit audit, Clock clock) {
        this.database = database;
        this.messages = messages;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Asks the team of a scored submission for the program behind it; asking twice is asking once.
     *
     * @throws RefusedException if there is no such submission, or it has no score
     */
    public void ask(String submission, String organizer) {
        database.write(handle -> {
            Submission found =
                    Submissions.find(handle, submission).orElseThrow(() -> new RefusedException(Reason.NOT_FOUND));
            if (found.state() != Submission.State.SCORED) {
                throw new RefusedException(Reason.WRONG_STATE);
            }
            if (find(handle, submission).isPresent()) {
                return null;
            }
            handle.createUpdate("insert into image (submission, asked_by, asked_at) values (:id, :by, :now)")
                    .bind("id", submission)
                    .bind("by", organizer)
                    .bind("now", clock.millis())
                    .execute();
            messages.toTeam(handle, found.team(), "image-asked", Map.of("submission", submission));
            audit.add(handle, organizer, "ask for image", "submission " + submission, "", "", "");
            return null;
        });
    }

    /**
     * Notes what a verification found. A submission whose team was not asked for an image has none to note.
     *
     * @param report JSON of the signed report
     * @return whether it was noted
     */
    public boolean report(String submission, boolean passed, String report, String actor) {
        return database.write(handle -> {
            int rows = handle.createUpdate("update image set passed = :passed, report = :report, reported_at = :now "
                            + "where submission = :id")
                    .bind("passed", passed ? 1 : 0)
                    .bind("report", report)
                    .bind("now", clock.millis())
                    .bind("id", submission)
                    .execute();
            if (rows == 0) {
                return false;
            }
            String team = Submissions.find(handle, submission).orElseThrow().team();
            messages.toTeam(handle, team, "image-reported", Map.of("submission", submission));
            audit.add(
                    handle,
                    actor,
                    "report on image",
                    "submission " + submission,
                    "",
                    passed ? "passed" : "did not pass",
                    "");
            return true;
        });
    }

    public Optional<Image> find(String submission) {
        return database.read(handle -> find(handle, submission));
    }

    static Optional<Image> find(Handle handle, String submission) {
        return handle.createQuery("select * from image where submission = :id")
                .bind("id", submission)
                .map((rs, c) -> image(rs))
                .findOne();
    }

    /** All that were asked for, the newest first. */
    public List<Image> all() {
        return database.read(handle -> handle.createQuery("select * from image order by asked_at desc, submission")
                .map((rs, c) -> image(rs))
                .list());
    }

    /** The submissions of a phase whose images were verified. */
    public Set<String> verified(String phase) {
        return database.read(handle -> handle.createQuery("select i.submission from image i join submission s on s.id "
                        + "= i.submission where s.phase = :phase and i.passed = 1")
                .bind("phase", phase)
                .mapTo(String.class)
                .set());
    }

    private static Image image(java.sql.ResultSet rs) throws java.sql.SQLException {
        int passed = rs.getInt("passed");
        Optional<Boolean> outcome = rs.wasNull() ? Optional.empty() : Optional.of(passed != 0);
        long at = rs.getLong("reported_at");
        Optional<Instant> reported = rs.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(at));
        return new Image(
                rs.getString("submission"),
                rs.getString("asked_by"),
                Instant.ofEpochMilli(rs.getLong("asked_at")),
                Optional.ofNullable(rs.getString("upload")),
                outcome,
                Optional.ofNullable(rs.getString("report")),
                reported);
    }
}

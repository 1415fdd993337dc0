package org.substantia.challenge.store;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.substantia.challenge.model.Paper;
import org.substantia.challenge.model.Window;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.rules.RefusedException.Reason;

/** Descriptions of methods as PDF. Nothing is overwritten: a submission keeps the one it was made with. */
public final class Papers extends Table {
    /** Of a team and phase in 24 hours; each may be several megabytes. */
    private static final int MAX_A_DAY = 10;

    Papers(Database database, Audit audit, Clock clock) {
        super(database, audit, clock);
    }

    /**
     * Whether a team may send one now; asked before its bytes are read, and once more by {@link #add}.
     *
     * @throws RefusedException if not
     */
    public void requireWelcome(String team, String phase) {
        database.read(handle -> {
            requireWelcome(handle, team, phase);
            return null;
        });
    }

    private void requireWelcome(Handle handle, String team, String phase) {
        Teams.requireApproved(handle, team);
        if (!Phases.schedule(handle, phase).isOpen(Window.Kind.SUBMISSION, now())) {
            throw new RefusedException(Reason.PHASE_NOT_OPEN, Map.of("phase", phase));
        }
        int recent = handle.createQuery(
                        "select count(*) from paper where team = :team and phase = :phase and at > :since")
                .bind("team", team)
                .bind("phase", phase)
                .bind("since", now().minus(Duration.ofDays(1)))
                .mapTo(Integer.class)
                .one();
        if (recent >= MAX_A_DAY) {
            throw new RefusedException(Reason.TOO_MANY_UPLOADS, Map.of("limit", String.valueOf(MAX_A_DAY)));
        }
    }

    /** Notes a file that is stored under its hash. */
    public Paper add(String team, String account, String phase, String fileName, long bytes, String sha256) {
        return database.write(handle -> {
            Uploads.lockTeam(handle, team);
            requireWelcome(handle, team, phase);
            Paper paper = new Paper(Ids.fresh(), team, phase, account, now(), fileName, bytes, sha256);
            handle.createUpdate("insert into paper (id, team, phase, account, at, file_name, bytes, sha256) values "
                            + "(:id, :team, :phase, :account, :at, :name, :bytes, :sha256)")
                    .bind("id", paper.id())
                    .bind("team", team)
                    .bind("phase", phase)
                    .bind("account", account)
                    .bind("at", paper.at())
                    .bind("name", fileName)
                    .bind("bytes", bytes)
                    .bind("sha256", sha256)
                    .execute();
            audit.add(handle, account, "send method PDF", "phase " + phase, "", sha256, "");
            return paper;
        });
    }

    /** The newest of a team for a phase. */
    public Optional<Paper> newest(String team, String phase) {
        return database.read(handle -> handle.createQuery("select * from paper where team = :team and phase = :phase "
                        + "order by at desc, id desc limit 1")
                .bind("team", team)
                .bind("phase", phase)
                .mapTo(Paper.class)
                .findOne());
    }

    /** The hashes of all files. */
    public List<String> hashes() {
        return database.read(handle -> handle.createQuery("select distinct sha256 from paper order by sha256")
                .mapTo(String.class)
                .list());
    }
}

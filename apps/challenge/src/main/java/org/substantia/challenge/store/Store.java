package org.substantia.challenge.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.jdbi.v3.core.statement.StatementException;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.rules.RefusedException.Reason;

/** All that is stored, in one place. Thread-safe; several processes may use one database. */
public final class Store implements AutoCloseable {
    public static final Duration DEFAULT_LEASE = Duration.ofSeconds(60);

    private final Database database;
    private final Duration lease;
    private final Clock clock;
    private final Audit audit;
    private final Messages messages;
    private final Digest digest;
    private final Accounts accounts;
    private final Teams teams;
    private final Phases phases;
    private final Datasets datasets;
    private final Uploads uploads;
    private final Submissions submissions;
    private final Queue queue;
    private final Boards boards;
    private final Stabilities stabilities;
    private final Rescores rescores;
    private final Releases releases;
    private final Images images;
    private final Questions questions;
    private final Papers papers;

    /** @param clock the only source of time */
    public Store(Database database, Clock clock) {
        this(database, clock, DEFAULT_LEASE);
    }

    /** @param lease how long a worker holds what it claimed without a sign of life */
    public Store(Database database, Clock clock, Duration lease) {
        this.database = database;
        this.clock = clock;
        this.lease = lease;
        audit = new Audit(database, clock);
        messages = new Messages(database, audit, clock);
        digest = new Digest(database, messages, clock);
        teams = new Teams(database, audit, clock);
        accounts = new Accounts(database, teams, audit, clock);
        phases = new Phases(database, messages, audit, clock);
        datasets = new Datasets(database, audit, clock);
        uploads = new Uploads(database, audit, clock, lease);
        submissions = new Submissions(database, audit, clock);
        queue = new Queue(database, submissions, messages, audit, clock, lease);
        stabilities = new Stabilities(database, messages, audit, clock, lease);
        boards = new Boards(database, stabilities, clock);
        rescores = new Rescores(database, boards, messages, audit, clock);
        releases = new Releases(database, phases, boards, messages, audit, clock);
        images = new Images(database, messages, audit, clock);
        questions = new Questions(database, messages, audit, clock);
        papers = new Papers(database, audit, clock);
    }

    public Duration lease() {
        return lease;
    }

    public Clock clock() {
        return clock;
    }

    public Audit audit() {
        return audit;
    }

    public Messages messages() {
        return messages;
    }

    public Digest digest() {
        return digest;
    }

    public Accounts accounts() {
        return accounts;
    }

    public Teams teams() {
        return teams;
    }

    public Phases phases() {
        return phases;
    }

    public Datasets datasets() {
        return datasets;
    }

    public Uploads uploads() {
        return uploads;
    }

    public Submissions submissions() {
        return submissions;
    }

    public Queue queue() {
        return queue;
    }

    public Boards boards() {
        return boards;
    }

    public Stabilities stabilities() {
        return stabilities;
    }

    public Rescores rescores() {
        return rescores;
    }

    public Releases releases() {
        return releases;
    }

    public Images images() {
        return images;
    }

    public Papers papers() {
        return papers;
    }

    public Questions questions() {
        return questions;
    }

    /**
     * Makes several changes one: either all are kept or, when an exception ends the work, none. What the work asks in
     * between sees what it changed.
     */
    public <T> T together(Supplier<T> work) {
        // A thread that is in a transaction already stays in it.
        return database.write(handle -> work.get());
    }

    /** Whether a challenge was created here. */
    public boolean created() {
        return database.read(handle -> handle.createQuery("select count(*) from challenge")
                        .mapTo(Integer.class)
                        .one()
                > 0);
    }

    /** @param content JSON of the challenge's title and texts */
    public void create(String content, String actor) {
        database.write(handle -> {
            handle.createUpdate("insert into challenge (id, content, created_at) values (1, :content, :now)")
                    .bind("content", content)
                    .bind("now", clock.millis())
                    .execute();
            audit.add(handle, actor, "create challenge", "challenge", "", "", "");
            return null;
        });
    }

    public String content() {
        return database.read(handle -> handle.createQuery("select content from challenge")
                .mapTo(String.class)
                .findOne()
                .orElseThrow(() -> new RefusedException(Reason.NOT_FOUND)));
    }

    /** The line on every page, empty for none. */
    public String statusLine() {
        return database.read(handle -> handle.createQuery("select status_line from challenge")
                .mapTo(String.class)
                .findOne()
                .orElse(""));
    }

    public void setStatusLine(String line, String organizer) {
        database.write(handle -> {
            handle.createUpdate("update challenge set status_line = :line")
                    .bind("line", line)
                    .execute();
            audit.add(handle, organizer, "set status line", "challenge", "", line, "");
            return null;
        });
    }

    /**
     * Copies the database as it is at one moment while it is in use.
     *
     * @param file a new file, or an empty one, which keeps its permissions
     * @return whether it was copied; a PostgreSQL server is backed up by its own {@code pg_dump}
     * @throws IOException if the disk is full, or the file cannot be written for another reason
     */
    public boolean copyTo(Path file) throws IOException {
        if (!database.isSqlite()) {
            return false;
        }
        try {
            database.read(handle -> handle.createUpdate("vacuum into :file")
                    .bind("file", file.toAbsolutePath().toString())
                    .execute());
        } catch (StatementException e) {
            throw new IOException(file + ": the database cannot be copied: " + e.getShortMessage(), e);
        }
        return true;
    }

    @Override
    public void close() {
        database.close();
    }
}

package org.substantia.challenge.store;

import java.time.Clock;
import java.time.Instant;

/** What every store of one kind of thing has: the database, the log of acts, and the time. */
abstract class Table {
    final Database database;
    final Audit audit;
    private final Clock clock;

    Table(Database database, Audit audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    /** The present instant as the database keeps it, in whole milliseconds. */
    final Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }
}

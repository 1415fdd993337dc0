package org.substantia.challenge.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** What the organizers are told once a day: what happened, and what waits for them. */
public final class Digest {
    private static final Duration PERIOD = Duration.ofDays(1);

    private final Database database;
    private final Messages messages;
    private final Clock clock;

    Digest(Database database, Messages messages, Clock clock) {
        this.database = database;
        this.messages = messages;
        this.clock = clock;
    }

    /**
     * Writes to every organizer when a day has passed since the last time. Several servers on one database write once.
     *
     * @return whether there was something to tell
     */
    public boolean write() {
        return database.write(handle -> {
            Instant now = Instant.ofEpochMilli(clock.millis());
            Instant since = now.minus(PERIOD);
            int due = handle.createUpdate("update challenge set digest_at = :now where digest_at <= :since")
                    .bind("now", now)
                    .bind("since", since)
                    .execute();
            if (due == 0) {
                return false;
            }
            Map<String, String> counts = new LinkedHashMap<>();
            counts.put("accounts", newer(handle, "select count(*) from account where created_at > :since", since));
            counts.put("teams", newer(handle, "select count(*) from team where created_at > :since", since));
            counts.put(
                    "submissions", newer(handle, "select count(*) from submission where accepted_at > :since", since));
            counts.put("pending", count(handle, "select count(*) from team where state = 'PENDING'"));
            counts.put("held", count(handle, "select count(*) from submission where state = 'HELD'"));
            if (counts.values().stream().allMatch("0"::equals)) {
                return false;
            }
            counts.put("link", "/admin");
            messages.toOrganizers(handle, "digest", counts);
            return true;
        });
    }

    private static String newer(Handle handle, String sql, Instant since) {
        return handle.createQuery(sql).bind("since", since).mapTo(String.class).one();
    }

    private static String count(Handle handle, String sql) {
        return handle.createQuery(sql).mapTo(String.class).one();
    }
}

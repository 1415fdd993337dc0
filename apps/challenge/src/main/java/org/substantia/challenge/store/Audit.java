package org.substantia.challenge.store;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.substantia.base.io.Sha256;
import org.substantia.challenge.json.Json;
import org.substantia.challenge.model.AuditEntry;

/** The log of every act, each entry chained to the one before by its hash. */
public final class Audit {
    /** Who acts when no person does. */
    public static final String SYSTEM = "system";

    private final Database database;
    private final Clock clock;

    Audit(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Adds an act to the chain, inside the transaction that does it. */
    void add(Handle handle, String actor, String act, String object, String before, String after, String reason) {
        handle.createUpdate("update audit_head set seq = seq + 1 where id = 1").execute();
        long seq = handle.createQuery("select seq from audit_head where id = 1")
                .mapTo(Long.class)
                .one();
        String previous = handle.createQuery("select sha256 from audit_head where id = 1")
                .mapTo(String.class)
                .one();
        Instant at = Instant.ofEpochMilli(clock.millis());
        String sha256 = sha256(seq, at, actor, act, object, before, after, reason, previous);
        handle.createUpdate("insert into audit (seq, at, actor, act, object, before, after, reason, previous_sha256, "
                        + "sha256) values (:seq, :at, :actor, :act, :object, :before, :after, :reason, :previous, "
                        + ":sha256)")
                .bind("seq", seq)
                .bind("at", at)
                .bind("actor", actor)
                .bind("act", act)
                .bind("object", object)
                .bind("before", before)
                .bind("after", after)
                .bind("reason", reason)
                .bind("previous", previous)
                .bind("sha256", sha256)
                .execute();
        handle.createUpdate("update audit_head set sha256 = :sha256 where id = 1")
                .bind("sha256", sha256)
                .execute();
    }

    private static String sha256(
            long seq,
            Instant at,
            String actor,
            String act,
            String object,
            String before,
            String after,
            String reason,
            String previous) {
        return new Sha256()
                .update(Json.text(List.of(seq, at.toEpochMilli(), actor, act, object, before, after, reason, previous)))
                .hex();
    }

    /** Adds an act that changes nothing else. */
    public void note(String actor, String act, String object, String reason) {
        database.write(handle -> {
            add(handle, actor, act, object, "", "", reason);
            return null;
        });
    }

    /** The newest first. */
    public List<AuditEntry> entries(int limit, long before) {
        return database.read(
                handle -> handle.createQuery("select * from audit where seq < :before order by seq desc limit :limit")
                        .bind("before", before)
                        .bind("limit", limit)
                        .mapTo(AuditEntry.class)
                        .list());
    }

    /** The first place where the chain does not hold; empty when all of it does. */
    public Optional<String> fault() {
        return database.read(handle -> {
            String previous = "";
            long expected = 1;
            List<AuditEntry> all = handle.createQuery("select * from audit order by seq")
                    .mapTo(AuditEntry.class)
                    .list();
            for (AuditEntry e : all) {
                if (e.seq() != expected) {
                    return Optional.of("audit entry " + expected + " is missing");
                }
                String sha256 = sha256(
                        e.seq(),
                        e.at(),
                        e.actor(),
                        e.act(),
                        e.object(),
                        e.before(),
                        e.after(),
                        e.reason(),
                        e.previousSha256());
                if (!e.previousSha256().equals(previous) || !e.sha256().equals(sha256)) {
                    return Optional.of("audit entry " + e.seq() + " was changed after it was written");
                }
                previous = sha256;
                expected++;
            }
            String head = handle.createQuery("select sha256 from audit_head where id = 1")
                    .mapTo(String.class)
                    .one();
            return head.equals(previous)
                    ? Optional.empty()
                    : Optional.of("the newest entries of the audit log are missing");
        });
    }
}

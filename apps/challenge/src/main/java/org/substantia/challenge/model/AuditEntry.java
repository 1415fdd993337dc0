package org.substantia.challenge.model;

import java.time.Instant;

/** One act: who, when, why, what it was before and after, chained to the act before it. */
public record AuditEntry(
        long seq,
        Instant at,
        String actor,
        String act,
        String object,
        String before,
        String after,
        String reason,
        String previousSha256,
        String sha256) {}

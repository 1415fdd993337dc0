package org.substantia.challenge.model;

import java.time.Instant;
import java.util.Optional;

/**
 * A file on its way in. The instant it was opened decides whether it was in time.
 *
 * @param method description of the method, JSON of {@link Method}; empty for a mere check
 * @param findings what the check found, JSON of {@code CheckReport}
 * @param imageOf the submission whose container image it is; empty for a submission or a check
 */
public record Upload(
        String id,
        String team,
        String account,
        String phase,
        Instant openedAt,
        long length,
        long received,
        String fileName,
        Optional<String> declaredSha256,
        Optional<String> sha256,
        State state,
        Optional<String> method,
        Optional<String> findings,
        int tries,
        long fence,
        Optional<Instant> finishedAt,
        Optional<String> imageOf) {
    /** How far it is. */
    public enum State {
        /** Bytes are missing. */
        OPEN,
        /** All bytes are here; the file is looked at. */
        CHECKING,
        /** The check found errors; no attempt was used. End. */
        REJECTED,
        /** Only checked, as asked for, and nothing wrong was found. End. */
        CHECKED,
        /** A submission was made of it. End. */
        CONSUMED,
        /** It passed the check, but the rules did not allow a submission; no attempt was used. End. */
        REFUSED,
        /** Not finished in time, or given up. End. */
        EXPIRED
    }
}

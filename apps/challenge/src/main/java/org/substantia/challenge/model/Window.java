package org.substantia.challenge.model;

import java.time.Instant;

/**
 * A span of time of a phase. It includes its first instant and excludes its last.
 *
 * @param seq the later entry of a kind counts
 * @param reason why it was set, told to participants
 */
public record Window(
        String phase, int seq, Kind kind, Instant fromAt, Instant toAt, String setBy, Instant setAt, String reason) {
    /** What the span is for. */
    public enum Kind {
        /** Images may be downloaded. */
        DATA,
        /** Uploads may be opened. */
        SUBMISSION,
        /** Results are open to all. */
        RESULTS,
        /** The truth may be downloaded. */
        LABELS
    }

    public boolean contains(Instant instant) {
        return !instant.isBefore(fromAt) && instant.isBefore(toAt);
    }
}

package org.substantia.challenge.model;

import java.time.Instant;
import java.util.Optional;

/**
 * The scoring of a submission by one engine with one version of the truth.
 *
 * @param shadow whether it was made for a re-score, so that its end changes nothing but itself
 * @param fence raised by every claim; results are taken from the holder of the newest only
 */
public record Evaluation(
        String id,
        String submission,
        String engine,
        String truth,
        boolean shadow,
        State state,
        long fence,
        Instant leaseUntil,
        Optional<String> worker,
        int tries,
        int costly,
        Instant nextAt,
        Instant queuedAt,
        Optional<Instant> startedAt,
        Optional<Instant> doneAt,
        String fault) {
    /** How far it is. */
    public enum State {
        QUEUED,
        RUNNING,
        DONE,
        HELD
    }
}

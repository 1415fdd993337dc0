package org.substantia.challenge.model;

import java.time.Instant;
import java.util.Optional;

/**
 * A file that passed the check and was accepted.
 *
 * @param ordinal 1 for the team's first of the phase
 * @param reason why it was voided
 * @param chosen whether the team wants this one on the board, where the team chooses
 * @param hidden whether the organizers keep it off the boards
 */
public record Submission(
        String id,
        String upload,
        String team,
        String account,
        String phase,
        int ordinal,
        Instant openedAt,
        Instant acceptedAt,
        State state,
        String reason,
        String fileName,
        String sha256,
        long bytes,
        String method,
        boolean chosen,
        boolean hidden,
        Optional<Instant> scoredAt) {
    /** How far it is; what each means for the attempt is in {@link org.substantia.challenge.rules.Transitions}. */
    public enum State {
        ACCEPTED,
        SCORING,
        /** Our fault; goes on by itself. */
        DELAYED,
        /** Our fault; the attempt was given back, and an organizer lets it go on. */
        HELD,
        SCORED,
        WITHDRAWN,
        VOID
    }
}

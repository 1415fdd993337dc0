package org.substantia.challenge.model;

import java.time.Instant;
import java.util.Optional;

/**
 * Who competes; the owner of every submission and of every limit.
 *
 * @param nameKey what no two teams may share, see {@link org.substantia.challenge.rules.NameKey}
 * @param authors the authors named on the leaderboard, separated by {@code ;}
 * @param note what the organizers tell in public, such as why a team was disqualified
 */
public record Team(
        String id,
        String name,
        String nameKey,
        Kind kind,
        State state,
        String affiliation,
        String authors,
        Instant createdAt,
        Optional<Instant> decidedAt,
        String note) {
    /** Whether a team is ranked. */
    public enum Kind {
        COMPETITOR,
        /** The organizers' baseline: shown, marked, not ranked. */
        BASELINE,
        /** Another entry of the organizers: shown, marked, not ranked. */
        ORGANIZER
    }

    /** How far the organizers have admitted a team. */
    public enum State {
        PENDING,
        APPROVED,
        REFUSED,
        DISQUALIFIED
    }
}

package org.substantia.challenge.model;

import java.time.Instant;
import java.util.Optional;

/**
 * A phase's rules, fixed before it opens. A limit of 0 is none.
 *
 * @param limitTotal attempts of a team in the phase
 * @param limitDay attempts of a team in a day of UTC
 * @param limitMonth attempts of a team in a calendar month of UTC
 * @param limitRejectedDay files of a team that may fail the check in a day of UTC; they never cost an attempt
 * @param methodRequired whether a submission must describe its method
 * @param paperRequired whether a description as a PDF must be with it
 * @param engine the engine whose scores count
 * @param truth the version of the truth that counts
 * @param frozenAt when the boards were frozen; no later result changes them
 */
public record Phase(
        String slug,
        int seq,
        int limitTotal,
        int limitDay,
        int limitMonth,
        int limitRejectedDay,
        EntryRule entryRule,
        Visibility visibility,
        boolean methodRequired,
        boolean paperRequired,
        Optional<String> engine,
        Optional<String> truth,
        Optional<Instant> frozenAt) {
    /** Which of a team's scored submissions stands on the board. */
    public enum EntryRule {
        BEST,
        LAST,
        /** The team's choice until the close; without one, its last. */
        CHOSEN
    }

    /** Who sees results before the phase's results are opened. */
    public enum Visibility {
        /** Everyone. */
        LIVE,
        /** A team its own, nobody others. */
        OWN,
        /** Nobody but the organizers. */
        SEALED
    }
}

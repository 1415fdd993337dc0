package org.substantia.challenge.rules;

import java.time.Instant;
import org.substantia.challenge.model.Phase;
import org.substantia.challenge.model.Window;

/**
 * Who sees the results of a phase. Every way in which a figure, a rank or an order leaves the system asks here: pages,
 * API, events, messages, CSV and bundles.
 *
 * @param board whether anyone sees the boards
 * @param own whether a team sees the figures of its own submissions
 * @param detail whether figures beyond the ranking ones are shown, that would tell more of the hidden labels
 */
public record Disclosure(boolean board, boolean own, boolean detail) {
    /** @param at the phase's results are open to all from the first instant of its window of results on */
    public static Disclosure of(Phase phase, Schedule schedule, Instant at) {
        boolean opened = schedule.window(Window.Kind.RESULTS)
                .filter(w -> !at.isBefore(w.fromAt()))
                .isPresent();
        boolean submitting = !schedule.closed(at);
        return switch (phase.visibility()) {
            case LIVE -> new Disclosure(true, true, opened && !submitting);
            case OWN -> new Disclosure(opened, true, opened && !submitting);
            case SEALED -> new Disclosure(opened, opened, opened && !submitting);
        };
    }

    /** What organizers see. */
    public static Disclosure everything() {
        return new Disclosure(true, true, true);
    }
}

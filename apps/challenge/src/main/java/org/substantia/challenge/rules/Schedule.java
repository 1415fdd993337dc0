package org.substantia.challenge.rules;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.challenge.model.Window;

/**
 * The windows of a phase that count: of every kind the one set last. Whether a phase is open is computed from them and
 * an instant; no job opens or closes anything.
 */
public final class Schedule {
    private final Map<Window.Kind, Window> newest = new EnumMap<>(Window.Kind.class);

    /** @param windows all that were ever set for the phase, in any order */
    public Schedule(List<Window> windows) {
        for (Window window : windows) {
            newest.merge(window.kind(), window, (a, b) -> a.seq() > b.seq() ? a : b);
        }
    }

    public Optional<Window> window(Window.Kind kind) {
        return Optional.ofNullable(newest.get(kind));
    }

    public boolean isOpen(Window.Kind kind, Instant at) {
        return window(kind).filter(w -> w.contains(at)).isPresent();
    }

    /** Whether uploads can no longer be opened. */
    public boolean closed(Instant at) {
        return window(Window.Kind.SUBMISSION)
                .filter(w -> !at.isBefore(w.toAt()))
                .isPresent();
    }

    /**
     * Why a window must not take the place of the present one; empty when it may.
     *
     * @param now a window of submission that is open can be made longer, never shorter: what was promised holds
     */
    public Optional<Fault> faultOf(Window.Kind kind, Instant from, Instant to, Instant now) {
        if (!from.isBefore(to)) {
            return Optional.of(Fault.ENDS_BEFORE_IT_BEGINS);
        }
        Optional<Window> present = window(kind);
        if (kind == Window.Kind.SUBMISSION
                && present.isPresent()
                && present.get().contains(now)) {
            if (to.isBefore(present.get().toAt())) {
                return Optional.of(Fault.CLOSES_EARLIER);
            }
            if (from.isAfter(now)) {
                return Optional.of(Fault.CLOSES_NOW);
            }
        }
        return Optional.empty();
    }

    /** What can be wrong with a new window. */
    public enum Fault {
        ENDS_BEFORE_IT_BEGINS,
        CLOSES_EARLIER,
        CLOSES_NOW
    }
}

package org.substantia.annotation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** How long somebody worked on a mask, from the times of its events. */
public final class WorkTime {
    /** Who draws nothing for that long does something else. */
    static final Duration PAUSE = Duration.ofMinutes(5);

    private WorkTime() {}

    /**
     * The time between the first event and the last; stretches of more than five minutes without an event are pauses
     * and do not count. Looking before the first stroke counts, since opening the mask is an event.
     */
    public static Duration of(List<AnnotationEvent> events) {
        Duration sum = Duration.ZERO;
        for (int i = 1; i < events.size(); i++) {
            Duration gap = Duration.between(
                    Instant.parse(events.get(i - 1).time()),
                    Instant.parse(events.get(i).time()));
            // Clocks are set back now and then.
            if (!gap.isNegative() && gap.compareTo(PAUSE) <= 0) {
                sum = sum.plus(gap);
            }
        }
        return sum;
    }
}

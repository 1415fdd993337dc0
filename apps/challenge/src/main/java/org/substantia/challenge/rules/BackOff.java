package org.substantia.challenge.rules;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How long a scoring that failed by our own fault waits before it is tried again. */
public final class BackOff {
    private static final List<Duration> WAITS = List.of(
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofMinutes(60));

    private BackOff() {}

    /**
     * @param tries how often it has failed, at least 1
     * @return empty when it is not tried again by itself
     */
    public static Optional<Duration> after(int tries) {
        return tries <= WAITS.size() ? Optional.of(WAITS.get(tries - 1)) : Optional.empty();
    }
}

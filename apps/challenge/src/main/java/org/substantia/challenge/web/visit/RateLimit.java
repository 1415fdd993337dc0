package org.substantia.challenge.web.visit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** So many acts of one kind from one place in a span of time. Thread-safe. */
public final class RateLimit {
    private static final int MAX_KEYS = 100_000;

    private final int limit;
    private final Duration span;
    private final Clock clock;
    private final Map<String, Deque<Instant>> acts = new HashMap<>();

    public RateLimit(int limit, Duration span, Clock clock) {
        this.limit = limit;
        this.span = span;
        this.clock = clock;
    }

    /** Counts an act; false when there were too many. */
    public synchronized boolean allows(String key) {
        Instant now = clock.instant();
        Instant from = now.minus(span);
        if (acts.size() > MAX_KEYS) {
            acts.values().removeIf(times -> times.peekLast().isBefore(from));
        }
        Deque<Instant> times = acts.computeIfAbsent(key, k -> new ArrayDeque<>());
        while (!times.isEmpty() && times.peekFirst().isBefore(from)) {
            times.removeFirst();
        }
        if (times.size() >= limit) {
            return false;
        }
        times.addLast(now);
        return true;
    }
}

package org.substantia.base.time;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Seconds that the stages of a piece of work take. For one thread. */
public final class Stopwatch {
    private final Map<String, Double> seconds = new LinkedHashMap<>();
    private long since = System.nanoTime();

    /** Ends a stage, which began when the former one ended. */
    public void lap(String stage) {
        long now = System.nanoTime();
        seconds.put(stage, (now - since) / 1e9);
        since = now;
    }

    /** By stage, in the order in which they ended. */
    public Map<String, Double> seconds() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(seconds));
    }
}

package org.substantia.segmentation.inference;

import java.util.LinkedHashMap;
import java.util.Map;

/** Seconds of the stages of one case's work. */
final class Stopwatch {
    private final Map<String, Double> seconds = new LinkedHashMap<>();
    private long since = System.nanoTime();

    /** Ends a stage, which began when the former one ended. */
    void lap(String stage) {
        long now = System.nanoTime();
        seconds.put(stage, (now - since) / 1e9);
        since = now;
    }

    Map<String, Double> seconds() {
        return seconds;
    }
}

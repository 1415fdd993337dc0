package org.substantia.benchmarks.challenge;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How large a load is, by the names of the command line. Immutable.
 *
 * @param values what differs from the usual
 */
record LoadOptions(Map<String, String> values) {
    /** @param words names with two dashes, each with its value */
    static LoadOptions of(List<String> words) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i + 1 < words.size(); i += 2) {
            values.put(words.get(i).substring(2), words.get(i + 1));
        }
        return new LoadOptions(values);
    }

    private int value(String name, int usual) {
        return Integer.parseInt(values.getOrDefault(name, String.valueOf(usual)));
    }

    int teams() {
        return value("teams", 200);
    }

    int submissions() {
        return value("submissions", 1000);
    }

    /** Time in which the submissions come, evenly. */
    int withinSeconds() {
        return value("within-seconds", 3600);
    }

    /** Further submissions that wait from the beginning, so that there is always something to score. */
    int backlog() {
        return value("backlog", 40);
    }

    int cases() {
        return value("cases", 100);
    }

    /** Voxels of an edge of a mask. */
    int grid() {
        return value("grid", 64);
    }

    /** Of live events. */
    int readers() {
        return value("readers", 1000);
    }

    int pagesASecond() {
        return value("pages", 200);
    }

    /** Large files on their way at once. */
    int uploads() {
        return value("uploads", 5);
    }

    int uploadMegabytes() {
        return value("upload-mb", 20);
    }

    /** Of each large file. */
    int uploadKilobytesASecond() {
        return value("upload-speed", 500);
    }

    int seconds() {
        return value("seconds", 120);
    }

    int warmSeconds() {
        return value("warm-seconds", 60);
    }

    /** How long the rest of the queue is waited for. */
    int drainSeconds() {
        return value("drain-seconds", 0);
    }

    int workers() {
        return value("workers", 1);
    }
}

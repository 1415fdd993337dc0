package org.substantia.challenge.worker;

import java.time.Duration;

/**
 * What one check or scoring may use.
 *
 * @param heapMegabytes memory for objects
 * @param cpu time on all cores together, where the system can limit it
 * @param wall time by the clock
 * @param fileMegabytes the largest file it may write, where the system can limit it
 * @param threads cores it sees
 */
public record Limits(int heapMegabytes, Duration cpu, Duration wall, int fileMegabytes, int threads) {
    /** For a phase of 200 cases on a small machine. */
    public static Limits standard(int threads) {
        return new Limits(1024, Duration.ofMinutes(30), Duration.ofMinutes(30), 64, threads);
    }
}

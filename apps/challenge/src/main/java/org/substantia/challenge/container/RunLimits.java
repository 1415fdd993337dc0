package org.substantia.challenge.container;

import java.time.Duration;

/**
 * What a run of an image may use.
 *
 * @param memoryBytes of all its processes together, what it writes included
 * @param diskBytes what it may write
 * @param processes and threads at a time
 * @param cores that it may keep busy
 * @param wall time by the clock
 */
public record RunLimits(long memoryBytes, long diskBytes, int processes, double cores, Duration wall) {}

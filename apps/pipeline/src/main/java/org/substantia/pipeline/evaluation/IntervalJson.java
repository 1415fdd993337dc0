package org.substantia.pipeline.evaluation;

import org.substantia.scoring.statistics.Interval;

/** A bootstrap interval as JSON files hold it. */
public record IntervalJson(double estimate, double low, double high, double level, int replicates, int undefined) {
    public static IntervalJson of(Interval interval) {
        return new IntervalJson(
                interval.estimate(),
                interval.low(),
                interval.high(),
                interval.level(),
                interval.replicates(),
                interval.undefined());
    }
}

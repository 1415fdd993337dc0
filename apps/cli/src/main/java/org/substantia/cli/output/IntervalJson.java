package org.substantia.cli.output;

import org.substantia.scoring.statistics.Interval;

/** A bootstrap interval as JSON files hold it. */
record IntervalJson(double estimate, double low, double high, double level, int replicates, int undefined) {
    static IntervalJson of(Interval interval) {
        return new IntervalJson(
                interval.estimate(),
                interval.low(),
                interval.high(),
                interval.level(),
                interval.replicates(),
                interval.undefined());
    }
}

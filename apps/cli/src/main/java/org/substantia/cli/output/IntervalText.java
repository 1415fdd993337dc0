package org.substantia.cli.output;

import org.substantia.base.text.Format;
import org.substantia.scoring.statistics.Interval;

/** Intervals as people read them. */
final class IntervalText {
    private IntervalText() {}

    /** {@code 0.812 [0.790, 0.833]}. */
    static String of(Interval interval, int decimals) {
        return Format.fixed(interval.estimate(), decimals) + " [" + Format.fixed(interval.low(), decimals) + ", "
                + Format.fixed(interval.high(), decimals) + "]";
    }
}

package org.substantia.cli.output;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.substantia.scoring.statistics.Interval;

/** Figures as people and files read them. */
final class Numbers {
    private Numbers() {}

    /** With a fixed number of decimals; a dash for what is not a number. */
    static String fixed(double value, int decimals) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%." + decimals + "f", value) : "-";
    }

    static String fixed(OptionalDouble value, int decimals) {
        return fixed(value.orElse(Double.NaN), decimals);
    }

    /** {@code 0.812 [0.790, 0.833]}. */
    static String interval(Interval interval, int decimals) {
        return fixed(interval.estimate(), decimals) + " [" + fixed(interval.low(), decimals) + ", "
                + fixed(interval.high(), decimals) + "]";
    }

    /** As {@code {"estimate": .., "low": .., "high": .., "level": .., ...}}. */
    static Map<String, Object> json(Interval interval) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("estimate", interval.estimate());
        tree.put("low", interval.low());
        tree.put("high", interval.high());
        tree.put("level", interval.level());
        tree.put("replicates", interval.replicates());
        tree.put("undefined", interval.undefined());
        return tree;
    }

    /** JSON knows no infinity: null stands for a figure that does not exist. */
    static Object finiteOrNull(double value) {
        return Double.isFinite(value) ? (Object) value : null;
    }
}

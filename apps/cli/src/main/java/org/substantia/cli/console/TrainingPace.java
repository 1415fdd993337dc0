package org.substantia.cli.console;

import java.util.Locale;
import java.util.Map;
import org.substantia.base.text.Format;
import org.substantia.learning.log.TrainingLog;

/** How far a training run has come and how long it will still take, from a line of its log. */
public final class TrainingPace {
    private TrainingPace() {}

    /**
     * {@code step 25 of 4800}.
     *
     * @param entry with {@code step} and {@code steps}
     */
    public static String place(Map<String, Object> entry) {
        return "step " + entry.get(TrainingLog.STEP) + " of " + entry.get(TrainingLog.STEPS);
    }

    /**
     * {@code 4.62 s a step, 6 h 8 min to go}, at the pace of the last steps.
     *
     * @param entry with {@code step}, {@code steps} and {@code secondsPerStep}
     */
    public static String of(Map<String, Object> entry) {
        double pace = number(entry, "secondsPerStep");
        double left = number(entry, TrainingLog.STEPS) - number(entry, TrainingLog.STEP);
        return String.format(Locale.ROOT, "%.2f s a step", pace)
                + (left > 0 ? ", " + Format.duration(pace * left) + " to go" : "");
    }

    private static double number(Map<String, Object> entry, String key) {
        return ((Number) entry.get(key)).doubleValue();
    }
}

package org.substantia.report.chart;

import java.util.ArrayList;
import java.util.List;
import org.substantia.base.text.Format;

/**
 * An axis from values to pixels, in either direction.
 *
 * @param low value at the start
 * @param high value at the end
 * @param start pixel of the lowest value
 * @param end pixel of the highest value
 * @param step between ticks: 1, 2 or 5 times a power of ten
 */
record LinearScale(double low, double high, double start, double end, double step) {
    /** An axis whose bars start at 0 would hide what differs between values that all lie close together far from it. */
    private static final double CLOSE_TOGETHER = 0.5;

    /** @param wantedTicks about so many ticks */
    static LinearScale between(double low, double high, double start, double end, int wantedTicks) {
        return new LinearScale(low, high, start, end, roundStep((high - low) / wantedTicks));
    }

    /** An axis without ticks. */
    static LinearScale between(double low, double high, double start, double end) {
        return between(low, high, start, end, 1);
    }

    /** From one round value to another, holding every value and, unless they all lie close together, 0. */
    static LinearScale around(List<Double> values, double start, double end, int wantedTicks) {
        double least = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double most = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
        if ((least > 0 && least < most * CLOSE_TOGETHER) || least == most) {
            least = Math.min(0, least);
        }
        if (most < 0) {
            most = 0;
        }
        if (least == most) {
            most = least + 1;
        }
        double step = roundStep((most - least) / wantedTicks);
        return new LinearScale(Math.floor(least / step) * step, Math.ceil(most / step) * step, start, end, step);
    }

    private static double roundStep(double rough) {
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double share = rough / power;
        return power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
    }

    double pixel(double value) {
        return start + (end - start) * (value - low) / (high - low);
    }

    /** Inside the axis. */
    double clamped(double value) {
        return pixel(Math.max(low, Math.min(high, value)));
    }

    /** Where bars start: 0, or the nearest value on the axis. */
    double zero() {
        return Math.max(low, Math.min(high, 0));
    }

    /** The multiples of the step on the axis. */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    /** A tick's number with the decimals its step needs. */
    String label(double tick) {
        return Format.of(tick, Math.max(0, (int) Math.ceil(-Math.log10(step) - 1e-9)));
    }
}

package org.substantia.report.patient;

import java.util.ArrayList;
import java.util.List;
import org.substantia.base.text.Format;

/**
 * A horizontal axis from values to pixels.
 *
 * @param low value at the left end
 * @param high value at the right end
 * @param left pixel of the left end
 * @param right pixel of the right end
 */
record LinearScale(double low, double high, double left, double right) {
    double pixel(double value) {
        return left + (right - left) * (value - low) / (high - low);
    }

    /** Inside the axis. */
    double clamped(double value) {
        return pixel(Math.max(low, Math.min(high, value)));
    }

    /** Round values on the axis, about so many. */
    List<Double> ticks(int wanted) {
        double step = step(wanted);
        List<Double> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    String label(double tick, int wanted) {
        return Format.of(tick, Math.max(0, (int) Math.ceil(-Math.log10(step(wanted)) - 1e-9)));
    }

    private double step(int wanted) {
        double rough = (high - low) / wanted;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double share = rough / power;
        return power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
    }
}

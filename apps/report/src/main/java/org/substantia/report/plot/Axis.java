package org.substantia.report.plot;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * A linear axis from one round number to another.
 *
 * @param low its start
 * @param high its end
 * @param step between ticks: 1, 2 or 5 times a power of ten
 */
record Axis(double low, double high, double step) {
    /** An axis whose bars start at 0 would hide what differs between values that all lie close together far from it. */
    private static final double CLOSE_TOGETHER = 0.5;

    /** An axis that holds every value and, unless they all lie close together, 0. */
    static Axis around(List<Double> values, int wantedTicks) {
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
        return new Axis(Math.floor(least / step) * step, Math.ceil(most / step) * step, step);
    }

    private static double roundStep(double rough) {
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double share = rough / power;
        return power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
    }

    /** Where bars start: 0, or the axis's own start when 0 is not on it. */
    double zero() {
        return Math.max(low, Math.min(high, 0));
    }

    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        long count = Math.round((high - low) / step);
        for (long i = 0; i <= count; i++) {
            ticks.add(low + i * step);
        }
        return ticks;
    }

    /** A tick's number with the decimals its step needs. */
    String label(double tick) {
        int decimals = Math.max(0, (int) Math.ceil(-Math.log10(step) - 1e-9));
        BigDecimal rounded = BigDecimal.valueOf(tick).setScale(decimals, RoundingMode.HALF_EVEN);
        return rounded.signum() == 0 ? rounded.abs().toPlainString() : rounded.toPlainString();
    }
}

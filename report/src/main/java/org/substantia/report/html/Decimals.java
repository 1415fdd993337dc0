package org.substantia.report.html;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers as text, the same on machines of any language. */
public final class Decimals {
    private static final char MINUS = '\u2212';

    private Decimals() {}

    /** For people: a real minus sign, and no minus before zero. */
    public static String of(double value, int decimals) {
        BigDecimal rounded = BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_EVEN);
        String digits = rounded.abs().toPlainString();
        return rounded.signum() < 0 ? MINUS + digits : digits;
    }

    /** For people, with a sign before every number but zero. */
    public static String signed(double value, int decimals) {
        String text = of(value, decimals);
        boolean positive = BigDecimal.valueOf(value)
                        .setScale(decimals, RoundingMode.HALF_EVEN)
                        .signum()
                > 0;
        return positive ? "+" + text : text;
    }

    /** Three figures, for people: 143, 14.3, 1.43, 0.143. */
    public static String threeFigures(double value) {
        return of(value, forThreeFigures(value));
    }

    /** How many decimals show three figures of a number; at most 3. */
    public static int forThreeFigures(double value) {
        double size = Math.abs(value);
        return size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
    }

    /** A probability in per cent, never rounded to certainty. */
    public static String percent(double probability) {
        if (probability > 0.99 && probability < 1) {
            return "> 99 %";
        }
        if (probability < 0.01 && probability > 0) {
            return "< 1 %";
        }
        return of(probability * 100, 0) + " %";
    }

    /** For coordinates in markup: at most two decimals. */
    public static String coordinate(double value) {
        BigDecimal rounded = BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_EVEN);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}

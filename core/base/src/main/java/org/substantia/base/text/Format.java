package org.substantia.base.text;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers and counts as text, the same on machines of any language. */
public final class Format {
    private static final char MINUS = '\u2212';

    private Format() {}

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

    /** For tables and files: a plain hyphen as minus, a dash for what is not a number. */
    public static String fixed(double value, int decimals) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%." + decimals + "f", value) : "-";
    }

    public static String fixed(OptionalDouble value, int decimals) {
        return fixed(value.orElse(Double.NaN), decimals);
    }

    /** An enum constant in prose: {@code BALANCED_ACCURACY} is {@code balanced accuracy}. */
    public static String words(Enum<?> constant) {
        return lowerCase(constant).replace('_', ' ');
    }

    /** An enum constant as part of the name of a file, a column or a style: {@code balanced_accuracy}. */
    public static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** {@code 1 case}, {@code 2 cases}. */
    public static String count(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /**
     * A time still to come or long past, in the one or two units that matter: {@code 40 s}, {@code 12 min}, {@code 3 h
     * 20 min}, {@code 2 d 4 h}.
     *
     * @param seconds finite and not negative
     */
    public static String duration(double seconds) {
        if (seconds < 59.5) {
            return Math.round(seconds) + " s";
        }
        long minutes = Math.round(seconds / 60);
        if (minutes < 60) {
            return minutes + " min";
        }
        if (minutes < 24 * 60) {
            return twoUnits(minutes / 60, "h", minutes % 60, "min");
        }
        long hours = Math.round(seconds / 3600);
        return twoUnits(hours / 24, "d", hours % 24, "h");
    }

    private static String twoUnits(long large, String unit, long small, String smallUnit) {
        return large + " " + unit + (small == 0 ? "" : " " + small + " " + smallUnit);
    }

    /** A text as one part of an address, in which a blank is no plus, as it is in forms. */
    public static String percentEncoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

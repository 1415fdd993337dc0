package org.substantia.base.json;

import java.util.Locale;

/**
 * How JSON files spell the constants of enums, as values and as keys: {@code BALANCED_ACCURACY} is
 * {@code balancedAccuracy}.
 */
public final class EnumNames {
    private EnumNames() {}

    public static String of(Enum<?> constant) {
        return constant instanceof Spelled spelled ? spelled.spelling() : of(constant.name());
    }

    /** @param constant in upper case, words parted by underscores */
    public static String of(String constant) {
        StringBuilder text = new StringBuilder();
        for (String word : constant.toLowerCase(Locale.ROOT).split("_", -1)) {
            text.append(text.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return text.toString();
    }

    /**
     * The constant of that spelling.
     *
     * @throws IllegalArgumentException naming the possible values, if there is none
     */
    public static <E extends Enum<E>> E parse(Class<E> type, String text) {
        StringBuilder all = new StringBuilder();
        for (E constant : type.getEnumConstants()) {
            if (of(constant).equals(text)) {
                return constant;
            }
            all.append(all.isEmpty() ? "" : ", ").append(of(constant));
        }
        throw new IllegalArgumentException("'" + text + "', which is none of " + all);
    }
}

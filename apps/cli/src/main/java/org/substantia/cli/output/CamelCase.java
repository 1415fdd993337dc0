package org.substantia.cli.output;

import java.util.Locale;

/** Names of constants as JSON spells them. */
public final class CamelCase {
    private CamelCase() {}

    /** {@code BALANCED_ACCURACY} becomes {@code balancedAccuracy}. */
    public static String of(String constant) {
        StringBuilder text = new StringBuilder();
        for (String word : constant.toLowerCase(Locale.ROOT).split("_", -1)) {
            text.append(text.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return text.toString();
    }
}

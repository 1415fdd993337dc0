package org.substantia.cli.output;

/** Counts in words. */
public final class Plural {
    private Plural() {}

    /** {@code 1 case}, {@code 2 cases}. */
    public static String of(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}

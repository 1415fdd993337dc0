package org.substantia.app;

/** Counts in words. */
final class Plural {
    private Plural() {}

    /** {@code 1 case}, {@code 2 cases}. */
    static String of(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}

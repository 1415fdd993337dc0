package org.substantia.challenge.web.page;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A cell of a table.
 *
 * @param href where it leads; empty for nowhere
 * @param sort what it is ordered by, when that is not its text
 * @param number whether it stands at the right
 */
public record Cell(String text, String href, String sort, boolean number) {
    private static final int BRIEF = 24;

    /** Whether it is so short, a date above all, that it stands in one line. */
    public boolean brief() {
        return text.length() <= BRIEF;
    }

    public static Cell of(String text) {
        return new Cell(text, "", text, false);
    }

    public static Cell link(String text, String href) {
        return new Cell(text, href, text, false);
    }

    public static Cell of(long value) {
        return new Cell(String.valueOf(value), "", String.valueOf(value), true);
    }

    /** A number with so many decimals; ordered by its full precision. A dash where there is none. */
    public static Cell of(OptionalDouble value, int decimals) {
        return value.isEmpty()
                ? new Cell("–", "", "", true)
                : new Cell(
                        String.format(Locale.ROOT, "%." + decimals + "f", value.getAsDouble()),
                        "",
                        String.valueOf(value.getAsDouble()),
                        true);
    }
}

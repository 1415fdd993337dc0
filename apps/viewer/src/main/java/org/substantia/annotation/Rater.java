package org.substantia.annotation;

import java.util.regex.Pattern;

/**
 * Who draws.
 *
 * @param name letters of the Latin alphabet, digits, dashes and underscores, 1 to 40 of them; it is part of file names
 */
public record Rater(String name) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,39}");

    /** Under this name stands what two raters agreed on. */
    public static final Rater CONSENSUS = new Rater("consensus");

    /** @throws IllegalArgumentException if the name is not of that form */
    public Rater {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a rater's name is 1 to 40 letters (a to z), digits, - and _, beginning "
                    + "with a letter or digit: '" + name + "'");
        }
    }
}

package org.substantia.challenge.rules;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;

/**
 * The key under which names of teams are compared, so that none can pass for another: compatibility forms are one
 * (NFKC), accents, case, blanks and punctuation do not count, invisible characters do not exist, and letters of other
 * scripts that look like Latin ones are those.
 */
public final class NameKey {
    /** Cyrillic and Greek letters in lower case, and digits, with the Latin letter each is taken for. */
    private static final Map<Integer, String> CONFUSABLES = Map.ofEntries(
            Map.entry((int) 'а', "a"),
            Map.entry((int) 'в', "b"),
            Map.entry((int) 'с', "c"),
            Map.entry((int) 'ԁ', "d"),
            Map.entry((int) 'е', "e"),
            Map.entry((int) 'ё', "e"),
            Map.entry((int) 'һ', "h"),
            Map.entry((int) 'н', "h"),
            Map.entry((int) 'і', "i"),
            Map.entry((int) 'ј', "j"),
            Map.entry((int) 'к', "k"),
            Map.entry((int) 'ӏ', "l"),
            Map.entry((int) 'м', "m"),
            Map.entry((int) 'о', "o"),
            Map.entry((int) 'р', "p"),
            Map.entry((int) 'ԛ', "q"),
            Map.entry((int) 'ѕ', "s"),
            Map.entry((int) 'т', "t"),
            Map.entry((int) 'ѵ', "v"),
            Map.entry((int) 'ԝ', "w"),
            Map.entry((int) 'х', "x"),
            Map.entry((int) 'у', "y"),
            Map.entry((int) 'α', "a"),
            Map.entry((int) 'β', "b"),
            Map.entry((int) 'ε', "e"),
            Map.entry((int) 'η', "h"),
            Map.entry((int) 'ι', "i"),
            Map.entry((int) 'κ', "k"),
            Map.entry((int) 'μ', "m"),
            Map.entry((int) 'ν', "v"),
            Map.entry((int) 'ο', "o"),
            Map.entry((int) 'ρ', "p"),
            Map.entry((int) 'τ', "t"),
            Map.entry((int) 'υ', "y"),
            Map.entry((int) 'χ', "x"),
            Map.entry((int) 'ζ', "z"),
            Map.entry((int) 'ı', "l"),
            Map.entry((int) '0', "o"),
            Map.entry((int) '1', "l"),
            Map.entry((int) 'i', "l"));

    private NameKey() {}

    /** The key; empty when the name has no letter or digit. */
    public static String of(String name) {
        String folded = Normalizer.normalize(name, Normalizer.Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
        String bare = Normalizer.normalize(folded, Normalizer.Form.NFD);
        StringBuilder key = new StringBuilder();
        bare.codePoints().filter(Character::isLetterOrDigit).forEach(c -> {
            String latin = CONFUSABLES.get(c);
            if (latin == null) {
                key.appendCodePoint(c);
            } else {
                key.append(latin.equals("i") ? "l" : latin);
            }
        });
        return key.toString();
    }
}

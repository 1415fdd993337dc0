package org.substantia.cohort;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Compares the ids that tables, folders and archives give a patient. */
public final class PatientIds {
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cf}\\p{Cc}]+");
    private static final Pattern SPACES = Pattern.compile("[\\p{Z}\\s]+");
    private static final Pattern BIDS_PREFIX = Pattern.compile("^(?:sub|ses)(?=[^a-z])");
    private static final Pattern WHOLE_NUMBER = Pattern.compile("^([0-9]+)\\.0+$");
    private static final Pattern LEADING_ZEROS = Pattern.compile("(?<![0-9])0+(?=[0-9])");
    private static final Pattern NO_LETTER_OR_DIGIT = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final int MAX_HINTS = 5;
    private static final int MAX_LISTED = 20;

    private PatientIds() {}

    /**
     * An id as a person sees it: without invisible characters and surrounding spaces, accents composed as Unicode's
     * form C does, and every kind of space a plain one. Ids that a person cannot tell apart are one id.
     */
    public static String visible(String id) {
        if (isPlain(id)) {
            return id;
        }
        String composed = Normalizer.normalize(id, Normalizer.Form.NFC);
        return SPACES.matcher(INVISIBLE
                        .matcher(SPACES.matcher(composed).replaceAll(" "))
                        .replaceAll(""))
                .replaceAll(" ")
                .strip();
    }

    private static boolean isPlain(String id) {
        return id.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /**
     * What may be one patient under two ids: they differ in leading zeros, in upper and lower case, in signs between
     * letters and digits, or in the {@code sub-} of BIDS.
     *
     * @param missing ids that were looked for and not found
     * @param left ids that belong to nobody
     * @return lines such as {@code "1" may be "001"}, a few at most; nothing for an id that is like several
     */
    public static List<String> hints(Collection<String> missing, Collection<String> left) {
        Map<String, List<String>> alike = new LinkedHashMap<>();
        left.forEach(id ->
                alike.computeIfAbsent(likeness(id), key -> new ArrayList<>()).add(id));
        List<String> hints = new ArrayList<>();
        for (String id : missing) {
            List<String> candidates = alike.getOrDefault(likeness(id), List.of());
            if (candidates.size() == 1 && hints.size() < MAX_HINTS) {
                hints.add('"' + candidates.get(0) + "\" may be \"" + id + '"');
            }
        }
        return hints;
    }

    /** Ids that differ in nothing but upper and lower case, each group in its own list. */
    public static List<List<String>> differingByCase(Collection<String> ids) {
        Map<String, List<String>> alike = new TreeMap<>();
        ids.forEach(id -> alike.computeIfAbsent(id.toLowerCase(Locale.ROOT), key -> new ArrayList<>())
                .add(id));
        return alike.values().stream().filter(group -> group.size() > 1).toList();
    }

    /** The ids in one line, the first ones of many. */
    public static String listed(Collection<String> ids) {
        String shown = ids.stream().limit(MAX_LISTED).collect(Collectors.joining(", "));
        return ids.size() > MAX_LISTED ? shown + " and " + (ids.size() - MAX_LISTED) + " more" : shown;
    }

    private static String likeness(String id) {
        String lower = Normalizer.normalize(visible(id), Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        String number = WHOLE_NUMBER.matcher(lower).replaceFirst("$1");
        String bare = BIDS_PREFIX.matcher(number).replaceFirst("");
        return NO_LETTER_OR_DIGIT
                .matcher(LEADING_ZEROS.matcher(bare).replaceAll(""))
                .replaceAll("");
    }
}

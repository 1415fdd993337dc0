package org.substantia.cohort;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.cohort.subject.Sex;

/** Values as people, spreadsheets, pandas, BIDS and DICOM write them into the cells of a table. */
final class CellValues {
    /** What {@code pandas.read_csv} takes for missing, in lower case, and BIDS' word. */
    private static final Set<String> MISSING =
            Set.of("", "n/a", "#n/a", "#na", "<na>", "na", "nan", "-nan", "null", "none", "n.a.", "#n/a n/a");

    private static final Set<String> UNKNOWN = Set.of("u", "unk", "unknown", "?", "-", "not reported");

    private static final Pattern NUMBER = Pattern.compile("[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?");
    private static final Pattern AGE_STRING = Pattern.compile("([0-9]{1,3})([ymwd])");
    private static final Pattern YEARS = Pattern.compile("([0-9.]+) ?(?:years?|yrs?|yo|y\\.?o\\.?)(?: old)?");
    private static final Pattern CAPPED = Pattern.compile("(?:(?:>=?|≥) ?([0-9.]+)|([0-9.]+) ?\\+)");

    private static final double DAYS_A_YEAR = 365.25;

    private CellValues() {}

    static boolean isMissing(String text) {
        return MISSING.contains(text.toLowerCase(Locale.ROOT));
    }

    /** Whether the cell says nothing of a person's age or sex; DICOM and REDCap have words for that. */
    static boolean isUnknown(String text) {
        return isMissing(text) || UNKNOWN.contains(text.toLowerCase(Locale.ROOT));
    }

    /**
     * A plain decimal number.
     *
     * @param decimalComma whether a comma may stand for the point, as where cells are separated by something else
     */
    static OptionalDouble number(String text, boolean decimalComma) {
        String number = decimalComma && text.indexOf('.') < 0 ? text.replace(',', '.') : text;
        return NUMBER.matcher(number).matches()
                ? OptionalDouble.of(Double.parseDouble(number))
                : OptionalDouble.empty();
    }

    /** The label; empty for anything but 0 and 1. */
    static Optional<Diagnosis> diagnosis(String text, boolean decimalComma) {
        OptionalDouble number = number(text, decimalComma);
        if (number.isEmpty()) {
            return Optional.empty();
        }
        return number.getAsDouble() == 0
                ? Optional.of(Diagnosis.HEALTHY)
                : number.getAsDouble() == 1 ? Optional.of(Diagnosis.PARKINSON) : Optional.empty();
    }

    /** Whether {@link #age} gives the least age that the text leaves open, such as 89 for {@code 89+}. */
    static boolean isCappedAge(String text) {
        return CAPPED.matcher(text).matches();
    }

    /**
     * Years: a number, {@code 064Y} as in DICOM (also months, weeks and days), {@code 64 years}, or {@code 89+}, as
     * BIDS has ages that would identify a person.
     */
    static OptionalDouble age(String text, boolean decimalComma) {
        String lower = text.toLowerCase(Locale.ROOT);
        OptionalDouble number = number(lower, decimalComma);
        if (number.isPresent()) {
            return number;
        }
        Matcher dicom = AGE_STRING.matcher(lower);
        if (dicom.matches()) {
            int count = Integer.parseInt(dicom.group(1));
            return OptionalDouble.of(
                    switch (dicom.group(2)) {
                        case "m" -> count / 12.0;
                        case "w" -> count * 7 / DAYS_A_YEAR;
                        case "d" -> count / DAYS_A_YEAR;
                        default -> count;
                    });
        }
        Matcher capped = CAPPED.matcher(lower);
        if (capped.matches()) {
            return number(capped.group(1) == null ? capped.group(2) : capped.group(1), false);
        }
        Matcher years = YEARS.matcher(lower);
        return years.matches() ? number(years.group(1), false) : OptionalDouble.empty();
    }

    static Optional<Sex> sex(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "f", "female", "w", "woman" -> Optional.of(Sex.FEMALE);
            case "m", "male", "man" -> Optional.of(Sex.MALE);
            case "o", "other" -> Optional.of(Sex.OTHER);
            default -> Optional.empty();
        };
    }
}

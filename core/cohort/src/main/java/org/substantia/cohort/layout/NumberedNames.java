package org.substantia.cohort.layout;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names in the order people expect: run-2 before run-10. Names that differ in nothing else, run-2 and run-02, too. */
final class NumberedNames {
    static final Comparator<String> ORDER =
            ((Comparator<String>) NumberedNames::compareParts).thenComparing(Comparator.naturalOrder());

    private static final Pattern PART = Pattern.compile("[0-9]+|[^0-9]+");

    private NumberedNames() {}

    private static int compareParts(String a, String b) {
        Matcher inA = PART.matcher(a);
        Matcher inB = PART.matcher(b);
        while (inA.find()) {
            if (!inB.find()) {
                return 1;
            }
            int order = comparePart(inA.group(), inB.group());
            if (order != 0) {
                return order;
            }
        }
        return inB.find() ? -1 : 0;
    }

    private static int comparePart(String a, String b) {
        return isNumber(a) && isNumber(b) ? new BigInteger(a).compareTo(new BigInteger(b)) : a.compareTo(b);
    }

    private static boolean isNumber(String part) {
        return part.charAt(0) >= '0' && part.charAt(0) <= '9';
    }
}

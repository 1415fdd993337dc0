package org.substantia.pipeline;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as files show them: more digits than were measured mislead. */
final class Rounded {
    private Rounded() {}

    /** @param digits that count */
    static double toDigits(double value, int digits) {
        return Double.isFinite(value)
                ? BigDecimal.valueOf(value).round(new MathContext(digits)).doubleValue()
                : value;
    }
}

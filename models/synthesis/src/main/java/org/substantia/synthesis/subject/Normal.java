package org.substantia.synthesis.subject;

import org.hipparchus.special.Erf;

/** The standard normal distribution. */
public final class Normal {
    private Normal() {}

    public static double cumulative(double z) {
        return 0.5 * Erf.erfc(-z / Math.sqrt(2));
    }
}

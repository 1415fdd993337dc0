package org.substantia.challenge.rules;

/**
 * Wilson's score interval of a proportion (Wilson 1927). Unlike a bootstrap it is a function of the counts alone, so it
 * tells no more of which labels are right than the proportion does.
 */
public record Wilson(double low, double high) {
    /** The quantile of the normal distribution for 95 %. */
    private static final double Z = 1.959963984540054;

    /** @throws IllegalArgumentException unless {@code 0 <= successes <= trials} and {@code trials > 0} */
    public static Wilson of(int successes, int trials) {
        if (trials <= 0 || successes < 0 || successes > trials) {
            throw new IllegalArgumentException(successes + " of " + trials + " is no proportion");
        }
        double n = trials;
        double p = successes / n;
        double z2 = Z * Z;
        double center = (p + z2 / (2 * n)) / (1 + z2 / n);
        double half = Z / (1 + z2 / n) * Math.sqrt(p * (1 - p) / n + z2 / (4 * n * n));
        return new Wilson(Math.max(0, center - half), Math.min(1, center + half));
    }
}

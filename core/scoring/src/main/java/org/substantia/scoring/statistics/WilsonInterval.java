package org.substantia.scoring.statistics;

/**
 * The 95 % interval of a proportion: all shares of a population that an observed share does not contradict (E. B.
 * Wilson, J. Am. Stat. Assoc. 22:209, 1927). It stays within 0 and 1 and has a width even where the observed share is 0
 * or 1.
 *
 * @param low lower end, at least 0
 * @param high upper end, at most 1
 */
public record WilsonInterval(double low, double high) {
    /** Of confidence. */
    public static final double LEVEL = 0.95;

    /** Standard normal deviate of a 95 % interval. */
    private static final double Z95 = 1.959963984540054;

    /**
     * @param share observed, 0 to 1
     * @param count how many it was observed in, at least 1
     * @throws IllegalArgumentException if either is out of range
     */
    public static WilsonInterval of(double share, int count) {
        if (!(share >= 0 && share <= 1) || count < 1) {
            throw new IllegalArgumentException("no share: " + share + " of " + count);
        }
        double n = count;
        double z2 = Z95 * Z95;
        double center = (share + z2 / (2 * n)) / (1 + z2 / n);
        double half = Z95 * Math.sqrt(share * (1 - share) / n + z2 / (4.0 * n * n)) / (1 + z2 / n);
        return new WilsonInterval(Math.max(0, center - half), Math.min(1, center + half));
    }
}

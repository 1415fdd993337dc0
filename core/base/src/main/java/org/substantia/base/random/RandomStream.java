package org.substantia.base.random;

import java.util.SplittableRandom;

/**
 * Random numbers that are the same on every virtual machine, for every draw that reaches an output or a weight: uniform
 * bits come from {@link SplittableRandom}, whose algorithm is specified (Steele, Lea and Flood 2014), and everything
 * else is derived here, since the library's normal deviates changed between releases. Not safe for use by several
 * threads.
 */
public final class RandomStream {
    private final SplittableRandom bits;
    private double spare;
    private boolean hasSpare;

    public RandomStream(long seed) {
        this.bits = new SplittableRandom(seed);
    }

    public long nextLong() {
        return bits.nextLong();
    }

    /** Uniform in [0, 1). */
    public double nextDouble() {
        return (bits.nextLong() >>> 11) * 0x1.0p-53;
    }

    /** Uniform in [low, high). */
    public double nextDouble(double low, double high) {
        return low + (high - low) * nextDouble();
    }

    /**
     * Uniform in 0 to {@code bound - 1}, without bias (the algorithm of {@code SplittableRandom.nextInt(int)} in Java
     * 17: the top of the range that would favor small numbers is drawn again).
     *
     * @throws IllegalArgumentException if {@code bound} is below 1
     */
    public int nextInt(int bound) {
        requirePositive(bound);
        int draw = bits.nextInt();
        int largest = bound - 1;
        if ((bound & largest) == 0) {
            return draw & largest;
        }
        int number = draw >>> 1;
        draw = number % bound;
        while (number + largest - draw < 0) {
            number = bits.nextInt() >>> 1;
            draw = number % bound;
        }
        return draw;
    }

    /**
     * Uniform in 0 to {@code bound - 1} by scaling one {@link #nextDouble()}; the bias is below {@code bound / 2^53}.
     * It always takes one number of the stream, which the recorded seeds of synthetic cohorts depend on.
     *
     * @throws IllegalArgumentException if {@code bound} is below 1
     */
    public int nextScaledInt(int bound) {
        requirePositive(bound);
        return (int) (nextDouble() * bound);
    }

    private static void requirePositive(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("a bound of at least 1 is needed, not " + bound);
        }
    }

    /** True and false alike. */
    public boolean nextBoolean() {
        return bits.nextInt() < 0;
    }

    public boolean nextBoolean(double probability) {
        return nextDouble() < probability;
    }

    /** Standard normal, by the polar method of Marsaglia and Bray (1964). */
    public double nextGaussian() {
        if (hasSpare) {
            hasSpare = false;
            return spare;
        }
        double u;
        double v;
        double s;
        do {
            u = 2 * nextDouble() - 1;
            v = 2 * nextDouble() - 1;
            s = u * u + v * v;
        } while (s >= 1 || s == 0);
        double scale = Math.sqrt(-2 * StrictMath.log(s) / s);
        spare = v * scale;
        hasSpare = true;
        return u * scale;
    }

    /** Standard normal; what lies beyond {@code limit} deviations is drawn in to it. */
    public double nextClampedGaussian(double limit) {
        return Math.max(-limit, Math.min(limit, nextGaussian()));
    }

    /** Normal with the given mean and standard deviation, drawn again until it lies within {@code limit} deviations. */
    public double nextGaussian(double mean, double sd, double limit) {
        double z = nextGaussian();
        while (Math.abs(z) > limit) {
            z = nextGaussian();
        }
        return mean + sd * z;
    }
}

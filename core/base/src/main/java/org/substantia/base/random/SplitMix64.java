package org.substantia.base.random;

/**
 * The mixing function of SplitMix64 (Steele, Lea and Flood 2014): neighboring inputs give unrelated outputs. With it
 * random numbers can be had by counter, so that they do not depend on the order of work, and one seed gives independent
 * ones for many purposes.
 */
public final class SplitMix64 {
    /** The odd number nearest to 2^64 divided by the golden ratio: the step of a sequence of states. */
    public static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private SplitMix64() {}

    /** The finalizer: a bijection of 64 bits in which every input bit changes half of the output bits. */
    public static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** An independent seed for a purpose; the same purpose always has the same. */
    public static long seed(long seed, String purpose) {
        return mix(mix(seed) + GOLDEN_GAMMA * purpose.hashCode());
    }
}

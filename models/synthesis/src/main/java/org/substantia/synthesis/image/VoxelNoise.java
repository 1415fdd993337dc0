package org.substantia.synthesis.image;

/**
 * Random numbers by counter: the value for a voxel depends on a seed and the voxel's number alone, so that slices can
 * be worked on in any order. Immutable and thread-safe.
 */
final class VoxelNoise {
    private static final int BITS = 13;
    private static final int MASK = (1 << BITS) - 1;
    /** Quantiles of the standard normal distribution at the middles of 8192 equal shares, scaled to variance 1. */
    private static final float[] NORMAL = normalQuantiles();

    private final long seed;

    VoxelNoise(long seed) {
        this.seed = mix(seed);
    }

    /** 64 random bits for a counter; the finaliser of SplittableRandom over a Weyl sequence. */
    long bits(long counter) {
        return mix(seed + counter * 0x9E3779B97F4A7C15L);
    }

    /** A standard normal number from 13 of the bits; {@code which} 0 to 3 chooses independent ones. */
    static float normal(long bits, int which) {
        return NORMAL[(int) (bits >>> (which * BITS + 8)) & MASK];
    }

    static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** An independent seed for a purpose. */
    static long seed(long seed, String purpose) {
        return mix(mix(seed) + 0x9E3779B97F4A7C15L * purpose.hashCode());
    }

    private static float[] normalQuantiles() {
        int n = 1 << BITS;
        org.hipparchus.distribution.continuous.NormalDistribution normal =
                new org.hipparchus.distribution.continuous.NormalDistribution();
        double[] q = new double[n];
        double squares = 0;
        for (int i = 0; i < n; i++) {
            q[i] = normal.inverseCumulativeProbability((i + 0.5) / n);
            squares += q[i] * q[i];
        }
        float[] out = new float[n];
        for (int i = 0; i < n; i++) {
            out[i] = (float) (q[i] / Math.sqrt(squares / n));
        }
        return out;
    }
}

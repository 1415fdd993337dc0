package org.substantia.synthesis.image.texture;

import org.hipparchus.distribution.continuous.NormalDistribution;
import org.substantia.base.random.SplitMix64;

/**
 * Random numbers by counter: the value for a voxel depends on a seed and the voxel's number alone, so that slices can
 * be worked on in any order. Immutable and thread-safe.
 */
public final class VoxelNoise {
    private static final int BITS = 13;
    private static final int MASK = (1 << BITS) - 1;
    /** Quantiles of the standard normal distribution at the middles of 8192 equal shares, scaled to variance 1. */
    private static final float[] NORMAL = normalQuantiles();

    private final long seed;

    public VoxelNoise(long seed) {
        this.seed = SplitMix64.mix(seed);
    }

    /** 64 random bits for a counter: the counter scaled to a Weyl sequence and mixed. */
    public long bits(long counter) {
        return SplitMix64.mix(seed + counter * SplitMix64.GOLDEN_GAMMA);
    }

    /** A standard normal number from 13 of the bits; {@code which} 0 to 3 chooses independent ones. */
    public static float normal(long bits, int which) {
        return NORMAL[(int) (bits >>> (which * BITS + 8)) & MASK];
    }

    private static float[] normalQuantiles() {
        int n = 1 << BITS;
        NormalDistribution normal = new NormalDistribution();
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

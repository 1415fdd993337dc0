package org.substantia.synthesis.image.texture;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Random textures that repeat without a seam, made once for each shape of voxel and read from random places. Values
 * have mean 0 and variance 1. Immutable and thread-safe.
 */
public final class TextureTiles {
    static final int NX = 128;
    static final int NY = 128;
    static final int NZ = 64;

    /** Shapes seldom differ; a sampler that draws spacings widely still meets few after rounding. */
    private static final Map<Integer, TextureTiles> TISSUE = new ConcurrentHashMap<>();

    private static final Map<Integer, TextureTiles> DIPOLE = new ConcurrentHashMap<>();

    private final float[] first;
    private final float[] second;

    private TextureTiles(float[] first, float[] second) {
        this.first = first;
        this.second = second;
    }

    /**
     * Cells, bundles and what else makes tissue uneven: power falls with spatial frequency, from about 10 voxels down
     * to 2.
     */
    public static TextureTiles tissue(double aspect) {
        return TISSUE.computeIfAbsent(rounded(aspect), key -> make(0x5EED1L, key / 4.0, TextureTiles::tissueAmplitude));
    }

    /**
     * What white noise in a field map becomes when susceptibility is computed from it: the error is amplified near the
     * cone where the dipole kernel 1/3 - kz^2/k^2 vanishes, which draws streaks at 54.7 degrees to the field (along z).
     * Regularized inversion as in thresholded k-space division (Shmueli et al., Magn Reson Med 62:1510, 2009).
     */
    public static TextureTiles dipole(double aspect) {
        return DIPOLE.computeIfAbsent(rounded(aspect), key -> make(0x5EED2L, key / 4.0, TextureTiles::dipoleAmplitude));
    }

    private static int rounded(double aspect) {
        return (int) Math.max(1, Math.min(32, Math.round(aspect * 4)));
    }

    /** Start of the row of the first or second texture that belongs to row (y, z); add {@code x & (NX - 1)}. */
    static int rowStart(int y, int z) {
        return ((y & (NY - 1)) + NY * (z & (NZ - 1))) * NX;
    }

    public float[] first() {
        return first;
    }

    public float[] second() {
        return second;
    }

    private interface Amplitude {
        /** @param kx cycles per in-plane voxel along each axis */
        double at(double kx, double ky, double kz);
    }

    private static double tissueAmplitude(double kx, double ky, double kz) {
        double k2 = kx * kx + ky * ky + kz * kz;
        return Math.pow(1 + k2 / (0.06 * 0.06), -0.8) * Math.exp(-k2 / (0.35 * 0.35));
    }

    private static double dipoleAmplitude(double kx, double ky, double kz) {
        double k2 = kx * kx + ky * ky + kz * kz;
        double d = 1.0 / 3 - kz * kz / k2;
        double highPass = k2 / (k2 + 0.02 * 0.02);
        return highPass * Math.abs(d) / (d * d + 0.07 * 0.07) * Math.exp(-k2 / (0.45 * 0.45));
    }

    /** Complex noise shaped in k-space; the real and imaginary parts are two independent textures. */
    private static TextureTiles make(long seed, double aspect, Amplitude amplitude) {
        float[] re = new float[NX * NY * NZ];
        float[] im = new float[NX * NY * NZ];
        VoxelNoise noise = new VoxelNoise(seed);
        int at = 0;
        for (int z = 0; z < NZ; z++) {
            double kz = (z < NZ / 2 ? z : z - NZ) / (double) NZ / aspect;
            for (int y = 0; y < NY; y++) {
                double ky = (y < NY / 2 ? y : y - NY) / (double) NY;
                for (int x = 0; x < NX; x++, at++) {
                    double kx = (x < NX / 2 ? x : x - NX) / (double) NX;
                    if (at == 0) {
                        continue;
                    }
                    float a = (float) amplitude.at(kx, ky, kz);
                    long bits = noise.bits(at);
                    re[at] = a * VoxelNoise.normal(bits, 0);
                    im[at] = a * VoxelNoise.normal(bits, 1);
                }
            }
        }
        Fourier.inverse(re, im, NX, NY, NZ);
        return new TextureTiles(normalized(re), normalized(im));
    }

    private static float[] normalized(float[] values) {
        double sum = 0;
        double squares = 0;
        for (float v : values) {
            sum += v;
            squares += (double) v * v;
        }
        double mean = sum / values.length;
        double scale = 1 / Math.sqrt(squares / values.length - mean * mean);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((values[i] - mean) * scale);
        }
        return values;
    }
}

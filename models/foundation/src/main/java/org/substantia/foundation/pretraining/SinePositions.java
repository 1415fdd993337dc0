package org.substantia.foundation.pretraining;

import org.substantia.foundation.encoder.TokenGrid;

/**
 * Positions of patches as sines and cosines of ten thousand to one wavelengths, half of the numbers for rows and half
 * for columns (Vaswani et al. 2017; He et al. 2022).
 */
final class SinePositions {
    private static final double LONGEST = 10_000;

    private SinePositions() {}

    /**
     * @param width a multiple of 4
     * @return patches row by row, {@code width} numbers each
     */
    static float[] of(TokenGrid grid, int width) {
        float[] all = new float[grid.count() * width];
        int half = width / 2;
        for (int row = 0; row < grid.rows(); row++) {
            for (int column = 0; column < grid.columns(); column++) {
                int at = (row * grid.columns() + column) * width;
                fill(all, at, half, row);
                fill(all, at + half, half, column);
            }
        }
        return all;
    }

    /** Zeros for a class token, then the patches. */
    static float[] withClassToken(TokenGrid grid, int width) {
        float[] patches = of(grid, width);
        float[] all = new float[width + patches.length];
        System.arraycopy(patches, 0, all, width, patches.length);
        return all;
    }

    private static void fill(float[] all, int at, int count, int place) {
        int waves = count / 2;
        for (int k = 0; k < waves; k++) {
            double angle = place / StrictMath.pow(LONGEST, k / (double) waves);
            all[at + k] = (float) StrictMath.sin(angle);
            all[at + waves + k] = (float) StrictMath.cos(angle);
        }
    }
}

package org.substantia.imaging.filter;

/** The weights of a symmetric kernel: {@code weights[k]} is that of the voxels k to the left and to the right. */
final class SymmetricKernel {
    private final float[] weights;

    SymmetricKernel(float[] weights) {
        this.weights = weights;
    }

    int radius() {
        return weights.length - 1;
    }

    boolean isIdentity() {
        return weights.length == 1;
    }

    /**
     * Filters along the slow axis of a stack of rows: {@code out[to + x] = sum over k of weight k * rows[i + k][x]}, rows reflected
     * at both ends.
     *
     * @param rows {@code count} rows of {@code length} one after another
     */
    void acrossRows(float[] rows, int count, int length, int i, float[] out, int to) {
        scale(weights[0], rows, i * length, out, to, length);
        int k = 1;
        for (; k + 1 < weights.length; k += 2) {
            addFour(
                    weights[k],
                    rows,
                    Reflection.index(i - k, count) * length,
                    Reflection.index(i + k, count) * length,
                    weights[k + 1],
                    Reflection.index(i - k - 1, count) * length,
                    Reflection.index(i + k + 1, count) * length,
                    out,
                    to,
                    length);
        }
        if (k < weights.length) {
            addTwo(
                    weights[k],
                    rows,
                    Reflection.index(i - k, count) * length,
                    Reflection.index(i + k, count) * length,
                    out,
                    to,
                    length);
        }
    }

    /** Filters one row that has {@link #radius} voxels more at both ends. */
    void alongRow(float[] padded, float[] out, int to, int length) {
        int centre = radius();
        scale(weights[0], padded, centre, out, to, length);
        int k = 1;
        for (; k + 1 < weights.length; k += 2) {
            addFour(
                    weights[k],
                    padded,
                    centre - k,
                    centre + k,
                    weights[k + 1],
                    centre - k - 1,
                    centre + k + 1,
                    out,
                    to,
                    length);
        }
        if (k < weights.length) {
            addTwo(weights[k], padded, centre - k, centre + k, out, to, length);
        }
    }

    private static void scale(float w, float[] in, int from, float[] out, int to, int length) {
        for (int x = 0; x < length; x++) {
            out[to + x] = w * in[from + x];
        }
    }

    private static void addTwo(float w, float[] in, int a, int b, float[] out, int to, int length) {
        for (int x = 0; x < length; x++) {
            out[to + x] += w * (in[a + x] + in[b + x]);
        }
    }

    /** Two pairs at a time, which halves the traffic of the sums. */
    private static void addFour(
            float w1, float[] in, int a, int b, float w2, int c, int d, float[] out, int to, int length) {
        for (int x = 0; x < length; x++) {
            out[to + x] += w1 * (in[a + x] + in[b + x]) + w2 * (in[c + x] + in[d + x]);
        }
    }
}

package org.substantia.imaging.distance;

/**
 * One pass of the separable distance transform: for every position p of a line, the minimum over sites q of
 * {@code value(q) + (w (p - q))^2}. The parabolas that are lowest somewhere are kept as in C. R. Maurer, R. Qi, V.
 * Raghavan, "A linear time algorithm for computing exact Euclidean distance transforms of binary images in arbitrary
 * dimensions", IEEE PAMI 25 (2003), which needs no division. Scratch of one thread.
 */
final class LowerEnvelope {
    private final double[] sites;
    /** One more than there are sites: the last one is never the lowest. */
    private final double[] values;

    LowerEnvelope(int maxSites) {
        this.sites = new double[maxSites + 1];
        this.values = new double[maxSites + 1];
    }

    /**
     * Takes new parabolas.
     *
     * @param positions increasing
     * @param squares values at the positions, {@code count} of them from {@code offset} on; finite
     * @param spacingSquared w squared
     */
    void build(int[] positions, int count, double[] squares, int offset, double spacingSquared) {
        int n = 0;
        for (int i = 0; i < count; i++) {
            double q = positions[i];
            double value = squares[offset + i];
            while (n >= 2 && hidden(n, q, value, spacingSquared)) {
                n--;
            }
            sites[n] = q;
            values[n] = value;
            n++;
        }
        values[n] = Double.POSITIVE_INFINITY;
    }

    /** Whether the last parabola lies nowhere below both the one before it and the one of site {@code q}. */
    private boolean hidden(int n, double q, double value, double spacingSquared) {
        double a = sites[n - 1] - sites[n - 2];
        double b = q - sites[n - 1];
        double c = a + b;
        return c * values[n - 1] - b * values[n - 2] - a * value > a * b * c * spacingSquared;
    }

    /** Writes the minima at the positions 0 to {@code length - 1}. */
    void minima(int length, double spacingSquared, double[] out, int offset, int stride) {
        int k = 0;
        for (int p = 0, at = offset; p < length; p++, at += stride) {
            double best = parabola(k, p, spacingSquared);
            double next = parabola(k + 1, p, spacingSquared);
            while (next <= best) {
                k++;
                best = next;
                next = parabola(k + 1, p, spacingSquared);
            }
            out[at] = best;
        }
    }

    /** As {@link #minima}, but square roots; written out again, as the innermost loop of every distance. */
    void roots(int length, double spacingSquared, float[] out, int offset, int stride) {
        int k = 0;
        for (int p = 0, at = offset; p < length; p++, at += stride) {
            double best = parabola(k, p, spacingSquared);
            double next = parabola(k + 1, p, spacingSquared);
            while (next <= best) {
                k++;
                best = next;
                next = parabola(k + 1, p, spacingSquared);
            }
            out[at] = (float) Math.sqrt(best);
        }
    }

    private double parabola(int k, double p, double spacingSquared) {
        double d = p - sites[k];
        return values[k] + spacingSquared * d * d;
    }
}

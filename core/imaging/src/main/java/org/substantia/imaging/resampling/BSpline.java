package org.substantia.imaging.resampling;

import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;

/**
 * Cubic B-splines with mirrored faces: M. Unser, "Splines: a perfect fit for signal and image processing", IEEE Signal
 * Processing Magazine 16 (1999).
 */
final class BSpline {
    private static final double POLE = Math.sqrt(3) - 2;
    private static final double GAIN = 6;
    /** Powers of the pole below this are nothing beside double precision. */
    private static final double NEGLIGIBLE = 1e-18;

    private BSpline() {}

    /** The weights of the four coefficients around a point, that of the one to the left at {@code offset + 1}. */
    static void weights(double fraction, double[] out, int offset) {
        double f = fraction;
        double g = 1 - f;
        out[offset] = g * g * g / 6;
        out[offset + 1] = (4 - 6 * f * f + 3 * f * f * f) / 6;
        out[offset + 2] = (4 - 6 * g * g + 3 * g * g * g) / 6;
        out[offset + 3] = f * f * f / 6;
    }

    /** The coefficients of the spline through the voxels. */
    static Volume coefficients(Volume volume, Workers workers) {
        Volume out = volume.copy();
        Geometry grid = out.geometry();
        int nx = grid.nx();
        int ny = grid.ny();
        int nz = grid.nz();
        float[] data = out.data();
        workers.forEachRange(nz, (from, to) -> {
            double[] line = new double[nx];
            double[] startX = startWeights(nx);
            double[][] rows = new double[ny][nx];
            double[] startY = startWeights(ny);
            for (int z = from; z < to; z++) {
                for (int y = 0; y < ny; y++) {
                    alongRow(data, grid.index(0, y, z), startX, line);
                }
                acrossRows(data, grid.index(0, 0, z), nx, startY, rows);
            }
        });
        workers.forEachRange(ny, (from, to) -> {
            double[][] rows = new double[nz][nx];
            double[] startZ = startWeights(nz);
            for (int y = from; y < to; y++) {
                acrossRows(data, grid.index(0, y, 0), nx * ny, startZ, rows);
            }
        });
        return out;
    }

    private static void alongRow(float[] data, int start, double[] startWeights, double[] line) {
        int n = line.length;
        if (n == 1) {
            return;
        }
        double first = 0;
        for (int k = 0; k < n; k++) {
            line[k] = GAIN * data[start + k];
            first += startWeights[k] * line[k];
        }
        line[0] = first;
        for (int k = 1; k < n; k++) {
            line[k] += POLE * line[k - 1];
        }
        line[n - 1] = POLE / (POLE * POLE - 1) * (line[n - 1] + POLE * line[n - 2]);
        for (int k = n - 2; k >= 0; k--) {
            line[k] = POLE * (line[k + 1] - line[k]);
        }
        for (int k = 0; k < n; k++) {
            data[start + k] = (float) line[k];
        }
    }

    /** The same recursion for many lines side by side: {@code rows[k][x]} is element k of line x. */
    private static void acrossRows(float[] data, int start, int stride, double[] startWeights, double[][] rows) {
        int n = rows.length;
        if (n == 1) {
            return;
        }
        int length = rows[0].length;
        double[] first = new double[length];
        for (int k = 0; k < n; k++) {
            double[] row = rows[k];
            for (int x = 0; x < length; x++) {
                row[x] = GAIN * data[start + k * stride + x];
            }
            if (startWeights[k] != 0) {
                addScaled(startWeights[k], row, first);
            }
        }
        System.arraycopy(first, 0, rows[0], 0, length);
        for (int k = 1; k < n; k++) {
            addScaled(POLE, rows[k - 1], rows[k]);
        }
        double[] last = rows[n - 1];
        double[] before = rows[n - 2];
        for (int x = 0; x < length; x++) {
            last[x] = POLE / (POLE * POLE - 1) * (last[x] + POLE * before[x]);
        }
        for (int k = n - 2; k >= 0; k--) {
            double[] row = rows[k];
            double[] next = rows[k + 1];
            for (int x = 0; x < length; x++) {
                row[x] = POLE * (next[x] - row[x]);
            }
        }
        for (int k = 0; k < n; k++) {
            double[] row = rows[k];
            for (int x = 0; x < length; x++) {
                data[start + k * stride + x] = (float) row[x];
            }
        }
    }

    private static void addScaled(double weight, double[] from, double[] to) {
        for (int x = 0; x < to.length; x++) {
            to[x] += weight * from[x];
        }
    }

    /** The weights of the samples in the start of the causal recursion: sums over all mirrored copies of the line. */
    private static double[] startWeights(int n) {
        double[] weights = new double[n];
        for (int k = 0; k < n; k++) {
            double weight = Math.pow(POLE, k);
            if (k > 0 && k < n - 1) {
                weight += Math.pow(POLE, 2 * n - 2 - k);
            }
            weights[k] = Math.abs(weight) < NEGLIGIBLE ? 0 : weight / (1 - Math.pow(POLE, 2 * n - 2));
        }
        return weights;
    }
}

package org.substantia.synthesis.deformation.field;

import org.substantia.base.parallel.Workers;
import org.substantia.base.random.RandomStream;

/**
 * Smooth random velocity fields: independent normal control points on grids of several spacings, joined by cubic
 * B-splines (as in free-form deformation, Rueckert et al. 1999).
 */
public final class RandomVelocity {
    /** Sum of the squared cubic B-spline weights, averaged over a cell, along one axis. */
    private static final double POWER = 151.0 / 315;

    private RandomVelocity() {}

    /**
     * Adds one scale to {@code field}.
     *
     * @param spacingMm distance of the control points
     * @param rmsMm root mean square of each component
     */
    public static void add(VelocityField field, double spacingMm, double rmsMm, RandomStream random, Workers workers) {
        double ratio = field.spacing / spacingMm;
        Spline x = new Spline(field.nx, ratio);
        Spline y = new Spline(field.ny, ratio);
        Spline z = new Spline(field.nz, ratio);
        double amplitude = rmsMm / Math.pow(POWER, 1.5);
        double[] control = new double[3 * x.controls * y.controls * z.controls];
        for (int i = 0; i < control.length; i++) {
            control[i] = amplitude * random.nextGaussian();
        }
        // One axis after another: first x, then y, then z.
        double[] alongX = new double[3 * field.nx * y.controls * z.controls];
        for (int row = 0; row < y.controls * z.controls; row++) {
            for (int i = 0; i < field.nx; i++) {
                for (int c = 0; c < 3; c++) {
                    double sum = 0;
                    for (int k = 0; k < 4; k++) {
                        sum += x.weights[4 * i + k] * control[3 * (row * x.controls + x.first[i] + k) + c];
                    }
                    alongX[3 * (row * field.nx + i) + c] = sum;
                }
            }
        }
        int line = 3 * field.nx;
        double[] alongY = new double[line * field.ny * z.controls];
        for (int slice = 0; slice < z.controls; slice++) {
            for (int j = 0; j < field.ny; j++) {
                int to = line * (slice * field.ny + j);
                for (int k = 0; k < 4; k++) {
                    int from = line * (slice * y.controls + y.first[j] + k);
                    double w = y.weights[4 * j + k];
                    for (int i = 0; i < line; i++) {
                        alongY[to + i] += w * alongX[from + i];
                    }
                }
            }
        }
        int plane = line * field.ny;
        workers.forEach(field.nz, s -> {
            for (int i = 0; i < plane; i++) {
                double sum = 0;
                for (int k = 0; k < 4; k++) {
                    sum += z.weights[4 * s + k] * alongY[plane * (z.first[s] + k) + i];
                }
                field.data[plane * s + i] += (float) sum;
            }
        });
    }

    /** The four control points that act on each node of an axis, and their weights. */
    private static final class Spline {
        final int controls;
        final int[] first;
        final double[] weights;

        Spline(int nodes, double ratio) {
            first = new int[nodes];
            weights = new double[4 * nodes];
            for (int i = 0; i < nodes; i++) {
                int cell = (int) Math.floor(i * ratio);
                double t = i * ratio - cell;
                double u = 1 - t;
                first[i] = cell;
                weights[4 * i] = u * u * u / 6;
                weights[4 * i + 1] = (3 * t * t * t - 6 * t * t + 4) / 6;
                weights[4 * i + 2] = (3 * u * u * u - 6 * u * u + 4) / 6;
                weights[4 * i + 3] = t * t * t / 6;
            }
            controls = first[nodes - 1] + 4;
        }
    }
}

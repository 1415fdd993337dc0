package org.substantia.synthesis.anatomy.registration;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;

/**
 * The affine map of a grid onto itself under which moving channels differ least, in squares, from fixed ones, by
 * Levenberg-Marquardt steps. A ridge holds its linear part to the identity: the shared structures lie close together,
 * and left to themselves they would shear what lies far off.
 */
final class RidgeAffine {
    private static final int ITERATIONS = 40;

    private final Channels fixed;
    private final Channels moving;
    private final double[] weights;
    private final double ridge;

    /** @param ridge relative to the mean curvature of the misfit */
    RidgeAffine(Channels fixed, Channels moving, double[] weights, double ridge) {
        this.fixed = fixed;
        this.moving = moving;
        this.weights = weights;
        this.ridge = ridge;
    }

    /** From voxels of the grid to voxels of the grid. */
    Affine fit() {
        Affine current = Affine.identity();
        Equations equations = new Equations(current);
        double stiffness = ridge * equations.meanLinearCurvature();
        double cost = equations.cost(current, stiffness);
        double damping = 1e-3;
        for (int iteration = 0; iteration < ITERATIONS && damping < 1e6; iteration++) {
            Affine trial = equations.step(current, stiffness, damping);
            Equations next = new Equations(trial);
            double trialCost = next.cost(trial, stiffness);
            if (trialCost < cost) {
                boolean settled = cost - trialCost < 1e-6 * cost;
                current = trial;
                equations = next;
                cost = trialCost;
                damping /= 4;
                if (settled) {
                    break;
                }
            } else {
                damping *= 8;
            }
        }
        return current;
    }

    private Channels warp(Affine map) {
        Geometry g = fixed.geometry();
        Channels warped = Channels.zeros(g, fixed.count());
        for (int z = 0, at = 0; z < g.nz(); z++) {
            for (int y = 0; y < g.ny(); y++) {
                for (int x = 0; x < g.nx(); x++, at += fixed.count()) {
                    moving.sample(
                            (float) map.applyX(x, y, z),
                            (float) map.applyY(x, y, z),
                            (float) map.applyZ(x, y, z),
                            warped.values(),
                            at);
                }
            }
        }
        return warped;
    }

    /** Misfit and its derivatives by the twelve numbers of a change that is applied before the map. */
    private final class Equations {
        private final double[][] hessian = new double[12][12];
        private final double[] gradient = new double[12];
        private double misfit;

        Equations(Affine map) {
            int nx = fixed.geometry().nx();
            int ny = fixed.geometry().ny();
            int nz = fixed.geometry().nz();
            int channels = fixed.count();
            float[] w = warp(map).values();
            float[] f = fixed.values();
            int sy = channels * nx;
            int sz = sy * ny;
            double[] place = {0, 0, 0, 1};
            for (int z = 1; z < nz - 1; z++) {
                for (int y = 1; y < ny - 1; y++) {
                    for (int x = 1; x < nx - 1; x++) {
                        int base = (x + nx * (y + ny * z)) * channels;
                        double gxx = 0;
                        double gxy = 0;
                        double gxz = 0;
                        double gyy = 0;
                        double gyz = 0;
                        double gzz = 0;
                        double rx = 0;
                        double ry = 0;
                        double rz = 0;
                        for (int c = 0; c < weights.length; c++) {
                            int i = base + c;
                            double r = f[i] - w[i];
                            double dx = 0.5 * (w[i + channels] - w[i - channels]);
                            double dy = 0.5 * (w[i + sy] - w[i - sy]);
                            double dz = 0.5 * (w[i + sz] - w[i - sz]);
                            double weight = weights[c];
                            misfit += weight * r * r;
                            gxx += weight * dx * dx;
                            gxy += weight * dx * dy;
                            gxz += weight * dx * dz;
                            gyy += weight * dy * dy;
                            gyz += weight * dy * dz;
                            gzz += weight * dz * dz;
                            rx += weight * r * dx;
                            ry += weight * r * dy;
                            rz += weight * r * dz;
                        }
                        if (gxx + gyy + gzz > 0) {
                            place[0] = x - 0.5 * nx;
                            place[1] = y - 0.5 * ny;
                            place[2] = z - 0.5 * nz;
                            add(place, gxx, gxy, gxz, gyy, gyz, gzz, rx, ry, rz);
                        }
                    }
                }
            }
        }

        private void add(
                double[] place,
                double gxx,
                double gxy,
                double gxz,
                double gyy,
                double gyz,
                double gzz,
                double rx,
                double ry,
                double rz) {
            for (int a = 0; a < 4; a++) {
                gradient[a] += rx * place[a];
                gradient[4 + a] += ry * place[a];
                gradient[8 + a] += rz * place[a];
                for (int b = 0; b < 4; b++) {
                    double p = place[a] * place[b];
                    hessian[a][b] += gxx * p;
                    hessian[a][4 + b] += gxy * p;
                    hessian[a][8 + b] += gxz * p;
                    hessian[4 + a][4 + b] += gyy * p;
                    hessian[4 + a][8 + b] += gyz * p;
                    hessian[8 + a][8 + b] += gzz * p;
                }
            }
        }

        double meanLinearCurvature() {
            double sum = 0;
            for (int row = 0; row < 3; row++) {
                for (int col = 0; col < 3; col++) {
                    sum += hessian[row * 4 + col][row * 4 + col];
                }
            }
            return sum / 9;
        }

        double cost(Affine map, double stiffness) {
            double sum = 0;
            for (int row = 0; row < 3; row++) {
                for (int col = 0; col < 3; col++) {
                    double d = map.get(row, col) - (row == col ? 1 : 0);
                    sum += d * d;
                }
            }
            return misfit + stiffness * sum;
        }

        Affine step(Affine map, double stiffness, double damping) {
            double[][] h = new double[12][12];
            double[] g = gradient.clone();
            // Only the blocks on and above the diagonal were summed.
            for (int i = 0; i < 12; i++) {
                for (int j = i; j < 12; j++) {
                    h[i][j] = hessian[i][j];
                    h[j][i] = hessian[i][j];
                }
            }
            for (int row = 0; row < 3; row++) {
                for (int col = 0; col < 3; col++) {
                    int i = row * 4 + col;
                    h[i][i] += stiffness;
                    g[i] -= stiffness * (map.get(row, col) - (row == col ? 1 : 0));
                }
            }
            for (int i = 0; i < 12; i++) {
                h[i][i] *= 1 + damping;
            }
            double[] d = new CholeskyDecomposition(new Array2DRowRealMatrix(h))
                    .getSolver()
                    .solve(new ArrayRealVector(g))
                    .toArray();
            // A change about the grid's center, as an affine of voxels.
            double[] m = new double[12];
            double[] center = {
                0.5 * fixed.geometry().nx(),
                0.5 * fixed.geometry().ny(),
                0.5 * fixed.geometry().nz()
            };
            for (int row = 0; row < 3; row++) {
                double shift = d[row * 4 + 3];
                for (int col = 0; col < 3; col++) {
                    m[row * 4 + col] = d[row * 4 + col] + (row == col ? 1 : 0);
                    shift -= d[row * 4 + col] * center[col];
                }
                m[row * 4 + 3] = shift;
            }
            return map.compose(Affine.of(m));
        }
    }
}

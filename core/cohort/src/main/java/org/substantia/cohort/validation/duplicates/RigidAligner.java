package org.substantia.cohort.validation.duplicates;

import org.substantia.imaging.Affine;
import org.substantia.imaging.resampling.Sampler;
import org.substantia.imaging.transform.RotationMatrix;

/**
 * Finds the rigid motion under which an image correlates best with a template: Gauss-Newton with the inverse
 * compositional update (S. Baker and I. Matthews, "Lucas-Kanade 20 years on", Int. J. Computer Vision 56, 2004), damped
 * after Marquardt, on values of mean 0 and length 1. The template's derivatives are taken once, so an iteration costs
 * one sampling of the image. Immutable and safe to share between threads.
 */
final class RigidAligner {
    private static final int PARAMETERS = 6;
    private static final int MAX_ITERATIONS = 25;
    private static final double MIN_GAIN = 1e-4;
    private static final double FIRST_DAMPING = 1e-2;
    private static final double MAX_DAMPING = 1e3;

    private final CenteredGrid grid;
    private final float[] template;
    /** By parameter, then point. */
    private final float[][] jacobian;

    private final double[][] hessian;

    /**
     * A motion and the correlation under it.
     *
     * @param motion from the template's millimeters to the image's
     * @param correlation -1 to 1
     */
    record Alignment(Affine motion, double correlation) {}

    /** @param template as {@link UnitVector#normalize} leaves it */
    RigidAligner(CenteredGrid grid, float[] template) {
        this.grid = grid;
        this.template = template;
        this.jacobian = jacobian(grid, template);
        this.hessian = new double[PARAMETERS][PARAMETERS];
        for (int i = 0; i < PARAMETERS; i++) {
            for (int j = 0; j <= i; j++) {
                hessian[i][j] = UnitVector.dot(jacobian[i], jacobian[j]);
                hessian[j][i] = hessian[i][j];
            }
        }
    }

    /**
     * Improves a first guess.
     *
     * @param worldToVoxels from the image's millimeters to its voxels
     * @param start from the template's millimeters to the image's
     */
    Alignment align(Sampler image, Affine worldToVoxels, Affine start) {
        Affine motion = start;
        float[] values = sample(image, worldToVoxels, motion);
        double correlation = UnitVector.dot(template, values);
        double damping = FIRST_DAMPING;
        for (int i = 0; i < MAX_ITERATIONS && damping <= MAX_DAMPING; i++) {
            Affine next =
                    motion.compose(motion(step(values, correlation, damping)).inverse());
            float[] nextValues = sample(image, worldToVoxels, next);
            double nextCorrelation = UnitVector.dot(template, nextValues);
            if (!(nextCorrelation > correlation)) {
                damping *= 10;
                continue;
            }
            boolean settled = nextCorrelation - correlation < MIN_GAIN;
            motion = next;
            values = nextValues;
            correlation = nextCorrelation;
            damping /= 3;
            if (settled) {
                break;
            }
        }
        return new Alignment(motion, correlation);
    }

    /**
     * A translation after a rotation about the origin.
     *
     * @param p translation in mm, then the rotation as axis times angle in radians
     */
    static Affine motion(double... p) {
        return Affine.of(RotationMatrix.ofRotationVector(p[3], p[4], p[5]), new double[] {p[0], p[1], p[2]});
    }

    private float[] sample(Sampler image, Affine worldToVoxels, Affine motion) {
        float[] values = grid.sample(image, worldToVoxels.compose(motion));
        UnitVector.normalize(values);
        return values;
    }

    /** Solves the damped normal equations for the residual between image and template. */
    private double[] step(float[] values, double correlation, double damping) {
        double[][] a = new double[PARAMETERS][];
        double[] b = new double[PARAMETERS];
        for (int i = 0; i < PARAMETERS; i++) {
            a[i] = hessian[i].clone();
            a[i][i] *= 1 + damping;
            // The derivatives are orthogonal to the template, so its own part of the residual drops out.
            b[i] = UnitVector.dot(jacobian[i], values) / Math.max(correlation, 0.1);
        }
        return solve(a, b);
    }

    /** Gaussian elimination; the matrix is positive definite and needs no pivoting. A flat template moves nowhere. */
    private static double[] solve(double[][] a, double[] b) {
        for (int k = 0; k < PARAMETERS; k++) {
            if (!(a[k][k] > 0)) {
                return new double[PARAMETERS];
            }
            for (int i = k + 1; i < PARAMETERS; i++) {
                double factor = a[i][k] / a[k][k];
                for (int j = k; j < PARAMETERS; j++) {
                    a[i][j] -= factor * a[k][j];
                }
                b[i] -= factor * b[k];
            }
        }
        for (int k = PARAMETERS - 1; k >= 0; k--) {
            for (int j = k + 1; j < PARAMETERS; j++) {
                b[k] -= a[k][j] * b[j];
            }
            b[k] /= a[k][k];
        }
        return b;
    }

    /**
     * How the template changes when it is moved, by central differences, made orthogonal to constants and to the
     * template.
     */
    private static float[][] jacobian(CenteredGrid grid, float[] template) {
        int nx = grid.geometry().nx();
        int ny = grid.geometry().ny();
        int nz = grid.geometry().nz();
        float step = (float) (2 * grid.geometry().spacing(0));
        float[][] jacobian = new float[PARAMETERS][template.length];
        for (int z = 1; z < nz - 1; z++) {
            for (int y = 1; y < ny - 1; y++) {
                for (int x = 1; x < nx - 1; x++) {
                    int i = grid.geometry().index(x, y, z);
                    float gx = (template[i + 1] - template[i - 1]) / step;
                    float gy = (template[i + nx] - template[i - nx]) / step;
                    float gz = (template[i + nx * ny] - template[i - nx * ny]) / step;
                    float px = (float) grid.geometry().affine().applyX(x, y, z);
                    float py = (float) grid.geometry().affine().applyY(x, y, z);
                    float pz = (float) grid.geometry().affine().applyZ(x, y, z);
                    jacobian[0][i] = gx;
                    jacobian[1][i] = gy;
                    jacobian[2][i] = gz;
                    jacobian[3][i] = gz * py - gy * pz;
                    jacobian[4][i] = gx * pz - gz * px;
                    jacobian[5][i] = gy * px - gx * py;
                }
            }
        }
        for (float[] column : jacobian) {
            double mean = 0;
            for (float value : column) {
                mean += value;
            }
            mean /= column.length;
            double along = UnitVector.dot(column, template);
            for (int i = 0; i < column.length; i++) {
                column[i] -= (float) (mean + along * template[i]);
            }
        }
        return jacobian;
    }
}

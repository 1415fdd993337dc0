package org.substantia.imaging.nifti;

import java.util.Optional;
import org.substantia.imaging.Affine;

/**
 * Orientation method 2 of NIfTI ("qform"): a rotation as the vector part of a unit quaternion, an offset, and a flag
 * that turns the third axis round. Formulas as in the comments of nifti1.h.
 *
 * @param b first imaginary part
 * @param c second imaginary part
 * @param d third imaginary part
 * @param x world position of the first voxel
 * @param y world position of the first voxel
 * @param z world position of the first voxel
 * @param qfac 1, or -1 when the third axis is turned round
 */
record QuaternionForm(double b, double c, double d, double x, double y, double z, double qfac) {
    /** How far a unit vector of float32 numbers may be from length 1 or a right angle. */
    private static final double ORTHOGONALITY = 1e-5;

    /** How much longer than 1 the vector part may be through rounding; beyond that it does not describe a rotation. */
    private static final double LENGTH_SLACK = 1e-3;

    /** Empty when the numbers are no rotation. */
    Optional<Affine> toAffine(double sx, double sy, double sz) {
        double vector = b * b + c * c + d * d;
        if (!(vector <= 1 + LENGTH_SLACK)) {
            return Optional.empty();
        }
        // Below float32's precision the real part is noise: a half turn, with the vector brought to length 1.
        double real = 1 - vector;
        double scale = real < 1e-7 ? 1 / Math.sqrt(vector) : 1;
        double qa = real < 1e-7 ? 0 : Math.sqrt(real);
        double qb = b * scale;
        double qc = c * scale;
        double qd = d * scale;
        double tz = sz * qfac;
        return HeaderTransform.usable(
                (qa * qa + qb * qb - qc * qc - qd * qd) * sx,
                2 * (qb * qc - qa * qd) * sy,
                2 * (qb * qd + qa * qc) * tz,
                x,
                2 * (qb * qc + qa * qd) * sx,
                (qa * qa + qc * qc - qb * qb - qd * qd) * sy,
                2 * (qc * qd - qa * qb) * tz,
                y,
                2 * (qb * qd - qa * qc) * sx,
                2 * (qc * qd + qa * qb) * sy,
                (qa * qa + qd * qd - qb * qb - qc * qc) * tz,
                z);
    }

    /** Empty when the axes are not at right angles, which a quaternion cannot say. */
    static Optional<QuaternionForm> of(Affine affine) {
        double qfac = affine.determinant() < 0 ? -1 : 1;
        double[][] r = new double[3][3];
        for (int column = 0; column < 3; column++) {
            double length = affine.columnNorm(column) * (column == 2 ? qfac : 1);
            for (int row = 0; row < 3; row++) {
                r[row][column] = affine.get(row, column) / length;
            }
        }
        for (int column = 0; column < 3; column++) {
            int next = (column + 1) % 3;
            double dot = r[0][column] * r[0][next] + r[1][column] * r[1][next] + r[2][column] * r[2][next];
            if (Math.abs(dot) > ORTHOGONALITY) {
                return Optional.empty();
            }
        }
        double[] q = quaternion(r);
        return Optional.of(
                new QuaternionForm(q[1], q[2], q[3], affine.get(0, 3), affine.get(1, 3), affine.get(2, 3), qfac));
    }

    /** Real part first and not negative. Divides by the largest part, which keeps the others exact. */
    private static double[] quaternion(double[][] r) {
        double a = 1 + r[0][0] + r[1][1] + r[2][2];
        double b = 1 + r[0][0] - r[1][1] - r[2][2];
        double c = 1 + r[1][1] - r[0][0] - r[2][2];
        double d = 1 + r[2][2] - r[0][0] - r[1][1];
        double[] q;
        if (a > 0.5) {
            double p = 2 * Math.sqrt(a);
            q = new double[] {p / 4, (r[2][1] - r[1][2]) / p, (r[0][2] - r[2][0]) / p, (r[1][0] - r[0][1]) / p};
        } else if (b > 1) {
            double p = 2 * Math.sqrt(b);
            q = new double[] {(r[2][1] - r[1][2]) / p, p / 4, (r[0][1] + r[1][0]) / p, (r[0][2] + r[2][0]) / p};
        } else if (c > 1) {
            double p = 2 * Math.sqrt(c);
            q = new double[] {(r[0][2] - r[2][0]) / p, (r[0][1] + r[1][0]) / p, p / 4, (r[1][2] + r[2][1]) / p};
        } else {
            double p = 2 * Math.sqrt(d);
            q = new double[] {(r[1][0] - r[0][1]) / p, (r[0][2] + r[2][0]) / p, (r[1][2] + r[2][1]) / p, p / 4};
        }
        if (q[0] < 0) {
            for (int i = 0; i < 4; i++) {
                q[i] = -q[i];
            }
        }
        return q;
    }
}

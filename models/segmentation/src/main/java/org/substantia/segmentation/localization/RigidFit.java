package org.substantia.segmentation.localization;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;

/**
 * The similarity {@code to = scale R from + shift} that maps points onto points with the least weighted sum of squares
 * (S. Umeyama, "Least-squares estimation of transformation parameters between two point patterns", PAMI 13, 1991), or a
 * part of it where the points are too few or lie too close together to tell the rest.
 *
 * @param rotation rows of R
 * @param scale how much larger the target is
 * @param shift mm
 */
@SuppressWarnings("ArrayRecordComponent") // small matrices, never compared
record RigidFit(double[][] rotation, double scale, double[] shift) {
    private static final double[][] NO_TURN = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    /** A rotation is told by points that spread at least so far along their second longest axis, root mean square. */
    private static final double MIN_SPREAD_MM = 9;

    private static final double MIN_SCALE = 0.8;
    private static final double MAX_SCALE = 1.25;

    /** @param turn whether to look for a rotation and a scale, not just a shift */
    static RigidFit of(double[][] from, double[][] to, double[] weights, boolean turn) {
        double[] a = mean(from, weights);
        double[] b = mean(to, weights);
        double[][] rotation = NO_TURN;
        double scale = 1;
        if (turn && spread(from, a, weights) >= MIN_SPREAD_MM) {
            double[][] cross = new double[3][3];
            double square = 0;
            for (int p = 0; p < from.length; p++) {
                for (int i = 0; i < 3; i++) {
                    square += weights[p] * (from[p][i] - a[i]) * (from[p][i] - a[i]);
                    for (int j = 0; j < 3; j++) {
                        cross[i][j] += weights[p] * (to[p][i] - b[i]) * (from[p][j] - a[j]);
                    }
                }
            }
            SingularValueDecomposition svd = new SingularValueDecomposition(new Array2DRowRealMatrix(cross));
            RealMatrix product = svd.getU().multiply(svd.getVT());
            double sign = determinant(product) < 0 ? -1 : 1;
            RealMatrix flip = new Array2DRowRealMatrix(new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, sign}});
            rotation = svd.getU().multiply(flip).multiply(svd.getVT()).getData();
            double[] s = svd.getSingularValues();
            scale = Math.max(MIN_SCALE, Math.min(MAX_SCALE, (s[0] + s[1] + sign * s[2]) / square));
        }
        double[] shift = new double[3];
        for (int i = 0; i < 3; i++) {
            shift[i] = b[i];
            for (int j = 0; j < 3; j++) {
                shift[i] -= scale * rotation[i][j] * a[j];
            }
        }
        return new RigidFit(rotation, scale, shift);
    }

    double[] apply(double[] point) {
        double[] out = shift.clone();
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                out[i] += scale * rotation[i][j] * point[j];
            }
        }
        return out;
    }

    /** Distance of a point's image from where it should be. */
    double distance(double[] from, double[] to) {
        double[] image = apply(from);
        return Math.sqrt(Math.pow(image[0] - to[0], 2) + Math.pow(image[1] - to[1], 2) + Math.pow(image[2] - to[2], 2));
    }

    /** Angle of the rotation about its own axis, 0 to 180. */
    double degrees() {
        double trace = rotation[0][0] + rotation[1][1] + rotation[2][2];
        return Math.toDegrees(Math.acos(Math.max(-1, Math.min(1, (trace - 1) / 2))));
    }

    private static double[] mean(double[][] points, double[] weights) {
        double[] sum = new double[3];
        double total = 0;
        for (int p = 0; p < points.length; p++) {
            total += weights[p];
            for (int i = 0; i < 3; i++) {
                sum[i] += weights[p] * points[p][i];
            }
        }
        return new double[] {sum[0] / total, sum[1] / total, sum[2] / total};
    }

    /** Root mean square along the second longest axis. */
    private static double spread(double[][] points, double[] mean, double[] weights) {
        double[][] covariance = new double[3][3];
        double total = 0;
        for (int p = 0; p < points.length; p++) {
            total += weights[p];
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    covariance[i][j] += weights[p] * (points[p][i] - mean[i]) * (points[p][j] - mean[j]);
                }
            }
        }
        double[] values = new SingularValueDecomposition(new Array2DRowRealMatrix(covariance)).getSingularValues();
        return Math.sqrt(values[1] / total);
    }

    private static double determinant(RealMatrix m) {
        return m.getEntry(0, 0) * (m.getEntry(1, 1) * m.getEntry(2, 2) - m.getEntry(1, 2) * m.getEntry(2, 1))
                - m.getEntry(0, 1) * (m.getEntry(1, 0) * m.getEntry(2, 2) - m.getEntry(1, 2) * m.getEntry(2, 0))
                + m.getEntry(0, 2) * (m.getEntry(1, 0) * m.getEntry(2, 1) - m.getEntry(1, 1) * m.getEntry(2, 0));
    }
}

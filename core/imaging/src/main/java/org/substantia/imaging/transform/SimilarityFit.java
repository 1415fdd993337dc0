package org.substantia.imaging.transform;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;
import org.substantia.imaging.Affine;

/**
 * The similarity {@code to = scale R from + shift} that maps points onto points with the least weighted sum of squares
 * (S. Umeyama, "Least-squares estimation of transformation parameters between two point patterns", PAMI 13, 1991).
 *
 * @param rotation R, row-major, nine numbers; never a reflection; not copied
 * @param scale how much larger the target is
 * @param shift three numbers, mm; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // small matrices, never compared
public record SimilarityFit(double[] rotation, double scale, double[] shift) {
    /**
     * Rotation, scale and shift.
     *
     * @param from at least three points that are not on a line, each three numbers
     * @param to the corresponding points
     * @param weights one per point, not negative
     * @param minScale the smallest scale allowed; the scale is clipped after the fit
     * @param maxScale the largest scale allowed
     */
    public static SimilarityFit of(double[][] from, double[][] to, double[] weights, double minScale, double maxScale) {
        double[] fromMean = mean(from, weights);
        double[] toMean = mean(to, weights);
        double[][] covariance = new double[3][3];
        double spread = 0;
        for (int p = 0; p < from.length; p++) {
            for (int i = 0; i < 3; i++) {
                double f = from[p][i] - fromMean[i];
                spread += weights[p] * f * f;
                for (int j = 0; j < 3; j++) {
                    covariance[j][i] += weights[p] * (to[p][j] - toMean[j]) * f;
                }
            }
        }
        SingularValueDecomposition svd = new SingularValueDecomposition(new Array2DRowRealMatrix(covariance));
        double sign = determinant(svd.getU().multiply(svd.getVT())) < 0 ? -1 : 1;
        RealMatrix flip = new Array2DRowRealMatrix(new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, sign}});
        double[] rotation =
                rowMajor(svd.getU().multiply(flip).multiply(svd.getVT()).getData());
        double[] s = svd.getSingularValues();
        double scale = Math.max(minScale, Math.min(maxScale, (s[0] + s[1] + s[2] * sign) / spread));
        return through(rotation, scale, fromMean, toMean);
    }

    /**
     * The shift alone, for points that are too few or too close together to tell more; takes what {@link #of} takes.
     */
    public static SimilarityFit translation(double[][] from, double[][] to, double[] weights) {
        return through(new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, 1, mean(from, weights), mean(to, weights));
    }

    /**
     * How far points spread along their second longest axis, root mean square: the smaller, the less they tell about a
     * rotation. 0 for points on a line.
     */
    public static double spread(double[][] points, double[] weights) {
        double[] mean = mean(points, weights);
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

    /** The image of a point, as a new array of three. */
    public double[] apply(double[] point) {
        double[] out = shift.clone();
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                out[i] += scale * rotation[3 * i + j] * point[j];
            }
        }
        return out;
    }

    public Affine toAffine() {
        double[] linear = rotation.clone();
        for (int i = 0; i < linear.length; i++) {
            linear[i] = scale * rotation[i];
        }
        return Affine.of(linear, shift);
    }

    /** The angle of the rotation about its own axis, 0 to 180. */
    public double angleDegrees() {
        return Math.toDegrees(RotationMatrix.angle(rotation));
    }

    private static SimilarityFit through(double[] rotation, double scale, double[] from, double[] to) {
        double[] shift = to.clone();
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                shift[i] -= scale * rotation[3 * i + j] * from[j];
            }
        }
        return new SimilarityFit(rotation, scale, shift);
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

    private static double[] rowMajor(double[][] m) {
        return new double[] {m[0][0], m[0][1], m[0][2], m[1][0], m[1][1], m[1][2], m[2][0], m[2][1], m[2][2]};
    }

    private static double determinant(RealMatrix m) {
        return m.getEntry(0, 0) * (m.getEntry(1, 1) * m.getEntry(2, 2) - m.getEntry(1, 2) * m.getEntry(2, 1))
                - m.getEntry(0, 1) * (m.getEntry(1, 0) * m.getEntry(2, 2) - m.getEntry(1, 2) * m.getEntry(2, 0))
                + m.getEntry(0, 2) * (m.getEntry(1, 0) * m.getEntry(2, 1) - m.getEntry(1, 1) * m.getEntry(2, 0));
    }
}

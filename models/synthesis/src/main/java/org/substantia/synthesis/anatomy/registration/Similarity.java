package org.substantia.synthesis.anatomy.registration;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;
import org.substantia.imaging.Affine;

/** Rotation, one scale and shift between two sets of corresponding points. */
public final class Similarity {
    private Similarity() {}

    /**
     * The similarity that brings {@code from} closest to {@code to} in the sense of weighted least squares (Umeyama
     * 1991), its scale clipped afterwards.
     *
     * @param from points, at least three that are not on a line, each three numbers
     * @param to the corresponding points
     * @param weights one a point, not negative
     * @param minScale smallest scale allowed
     * @param maxScale largest scale allowed
     */
    public static Affine fit(double[][] from, double[][] to, double[] weights, double minScale, double maxScale) {
        double[] fromCentre = centre(from, weights);
        double[] toCentre = centre(to, weights);
        double[][] covariance = new double[3][3];
        double spread = 0;
        for (int p = 0; p < from.length; p++) {
            for (int i = 0; i < 3; i++) {
                double f = from[p][i] - fromCentre[i];
                spread += weights[p] * f * f;
                for (int j = 0; j < 3; j++) {
                    covariance[j][i] += weights[p] * (to[p][j] - toCentre[j]) * f;
                }
            }
        }
        SingularValueDecomposition svd = new SingularValueDecomposition(new Array2DRowRealMatrix(covariance));
        RealMatrix flip = new Array2DRowRealMatrix(new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
        RealMatrix rotation = svd.getU().multiply(svd.getVT());
        if (determinant(rotation) < 0) {
            flip.setEntry(2, 2, -1);
            rotation = svd.getU().multiply(flip).multiply(svd.getVT());
        }
        double[] s = svd.getSingularValues();
        double scale = (s[0] + s[1] + s[2] * flip.getEntry(2, 2)) / spread;
        scale = Math.max(minScale, Math.min(maxScale, scale));
        double[] m = new double[12];
        for (int row = 0; row < 3; row++) {
            double shift = toCentre[row];
            for (int col = 0; col < 3; col++) {
                m[row * 4 + col] = scale * rotation.getEntry(row, col);
                shift -= m[row * 4 + col] * fromCentre[col];
            }
            m[row * 4 + 3] = shift;
        }
        return Affine.of(m);
    }

    private static double[] centre(double[][] points, double[] weights) {
        double[] sum = new double[3];
        double total = 0;
        for (int p = 0; p < points.length; p++) {
            total += weights[p];
            for (int i = 0; i < 3; i++) {
                sum[i] += weights[p] * points[p][i];
            }
        }
        for (int i = 0; i < 3; i++) {
            sum[i] /= total;
        }
        return sum;
    }

    private static double determinant(RealMatrix m) {
        return m.getEntry(0, 0) * (m.getEntry(1, 1) * m.getEntry(2, 2) - m.getEntry(1, 2) * m.getEntry(2, 1))
                - m.getEntry(0, 1) * (m.getEntry(1, 0) * m.getEntry(2, 2) - m.getEntry(1, 2) * m.getEntry(2, 0))
                + m.getEntry(0, 2) * (m.getEntry(1, 0) * m.getEntry(2, 1) - m.getEntry(1, 1) * m.getEntry(2, 0));
    }
}

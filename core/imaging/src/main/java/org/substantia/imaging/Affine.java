package org.substantia.imaging;

import java.util.Arrays;

/**
 * An invertible affine map of three-dimensional space, by convention from voxel indices to RAS millimetres: the upper
 * three rows of a homogeneous 4 x 4 matrix. Immutable and safe to share between threads.
 */
public final class Affine {
    private static final Affine IDENTITY = new Affine(new double[] {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0});

    /** Row-major 3 x 4. */
    private final double[] m;

    private Affine(double[] rowMajor) {
        this.m = rowMajor;
    }

    public static Affine identity() {
        return IDENTITY;
    }

    /**
     * @param rowMajor twelve finite numbers, the rows of the 3 x 4 matrix one after another; copied
     * @throws IllegalArgumentException if there are not twelve, one is not finite, or the linear part is singular
     */
    public static Affine of(double... rowMajor) {
        if (rowMajor.length != 12) {
            throw new IllegalArgumentException("an affine has 12 numbers, not " + rowMajor.length);
        }
        Affine affine = new Affine(rowMajor.clone());
        for (double v : rowMajor) {
            if (!Double.isFinite(v)) {
                throw new IllegalArgumentException("the affine has a number that is not finite: " + affine);
            }
        }
        double det = affine.determinant();
        if (det == 0 || !Double.isFinite(det)) {
            throw new IllegalArgumentException("the affine is singular: " + affine);
        }
        return affine;
    }

    /** Scaling along the axes followed by a translation. */
    public static Affine scaling(double sx, double sy, double sz, double tx, double ty, double tz) {
        return of(sx, 0, 0, tx, 0, sy, 0, ty, 0, 0, sz, tz);
    }

    public static Affine scaling(double sx, double sy, double sz) {
        return scaling(sx, sy, sz, 0, 0, 0);
    }

    /** The element at {@code row} 0..2 and {@code column} 0..3 (column 3 is the translation). */
    public double get(int row, int column) {
        return m[row * 4 + column];
    }

    public double applyX(double x, double y, double z) {
        return m[0] * x + m[1] * y + m[2] * z + m[3];
    }

    public double applyY(double x, double y, double z) {
        return m[4] * x + m[5] * y + m[6] * z + m[7];
    }

    public double applyZ(double x, double y, double z) {
        return m[8] * x + m[9] * y + m[10] * z + m[11];
    }

    /** The image of a point, as a new array of three. */
    public double[] apply(double x, double y, double z) {
        return new double[] {applyX(x, y, z), applyY(x, y, z), applyZ(x, y, z)};
    }

    /** This map after {@code first}: {@code this.compose(first).apply(p) == this.apply(first.apply(p))}. */
    public Affine compose(Affine first) {
        double[] r = new double[12];
        for (int row = 0; row < 3; row++) {
            for (int col = 0; col < 4; col++) {
                double sum = col == 3 ? m[row * 4 + 3] : 0;
                for (int k = 0; k < 3; k++) {
                    sum += m[row * 4 + k] * first.m[k * 4 + col];
                }
                r[row * 4 + col] = sum;
            }
        }
        return of(r);
    }

    /** Determinant of the linear part; its magnitude is the voxel volume in mm3, its sign the handedness. */
    public double determinant() {
        return m[0] * (m[5] * m[10] - m[6] * m[9])
                - m[1] * (m[4] * m[10] - m[6] * m[8])
                + m[2] * (m[4] * m[9] - m[5] * m[8]);
    }

    public Affine inverse() {
        double d = 1 / determinant();
        double[] r = new double[12];
        r[0] = (m[5] * m[10] - m[6] * m[9]) * d;
        r[1] = (m[2] * m[9] - m[1] * m[10]) * d;
        r[2] = (m[1] * m[6] - m[2] * m[5]) * d;
        r[4] = (m[6] * m[8] - m[4] * m[10]) * d;
        r[5] = (m[0] * m[10] - m[2] * m[8]) * d;
        r[6] = (m[2] * m[4] - m[0] * m[6]) * d;
        r[8] = (m[4] * m[9] - m[5] * m[8]) * d;
        r[9] = (m[1] * m[8] - m[0] * m[9]) * d;
        r[10] = (m[0] * m[5] - m[1] * m[4]) * d;
        for (int row = 0; row < 3; row++) {
            r[row * 4 + 3] = -(r[row * 4] * m[3] + r[row * 4 + 1] * m[7] + r[row * 4 + 2] * m[11]);
        }
        return of(r);
    }

    /** Euclidean length of the given column of the linear part: the voxel spacing along that axis, in mm. */
    public double columnNorm(int column) {
        return Math.sqrt(m[column] * m[column] + m[4 + column] * m[4 + column] + m[8 + column] * m[8 + column]);
    }

    /** The twelve numbers, row-major, in a new array. */
    public double[] toArray() {
        return m.clone();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Affine other && Arrays.equals(m, other.m);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(m);
    }

    @Override
    public String toString() {
        return Arrays.toString(m);
    }
}

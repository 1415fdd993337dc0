package org.substantia.imaging;

import java.util.Arrays;

/**
 * An invertible affine map of three-dimensional space, by convention from voxel indices to RAS millimeters: the upper
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

    /** A shift by the given millimeters (or voxels). */
    public static Affine translation(double tx, double ty, double tz) {
        return scaling(1, 1, 1, tx, ty, tz);
    }

    /**
     * A right-handed rotation about an axis of the coordinate system. Cosine and sine are the caller's, who so decides
     * whether their last bits may differ between machines ({@link Math}) or not ({@link StrictMath}).
     *
     * @param axis 0, 1 or 2
     */
    public static Affine rotation(int axis, double cosine, double sine) {
        return switch (axis) {
            case 0 -> of(1, 0, 0, 0, 0, cosine, -sine, 0, 0, sine, cosine, 0);
            case 1 -> of(cosine, 0, sine, 0, 0, 1, 0, 0, -sine, 0, cosine, 0);
            case 2 -> of(cosine, -sine, 0, 0, sine, cosine, 0, 0, 0, 0, 1, 0);
            default -> throw new IllegalArgumentException("no axis " + axis);
        };
    }

    /**
     * A linear map followed by a translation.
     *
     * @param linear nine numbers, the rows of the 3 x 3 matrix one after another
     * @param translation three numbers
     */
    public static Affine of(double[] linear, double[] translation) {
        return of(
                linear[0],
                linear[1],
                linear[2],
                translation[0],
                linear[3],
                linear[4],
                linear[5],
                translation[1],
                linear[6],
                linear[7],
                linear[8],
                translation[2]);
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

    /** This map about another origin, and a shift after it: {@code p -> this(p - center) + center + shift}. */
    public Affine about(double[] center, double[] shift) {
        Affine toCenter = translation(-center[0], -center[1], -center[2]);
        Affine back = translation(center[0] + shift[0], center[1] + shift[1], center[2] + shift[2]);
        return back.compose(this).compose(toCenter);
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

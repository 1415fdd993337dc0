package org.substantia.imaging.orientation;

import java.util.Locale;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;

/**
 * Where the three axes of a grid run to, at least nearly: {@code LAS} means that the first index grows to the patient's
 * left, the second to the front, the third to the top.
 *
 * @param first direction in which the first index grows
 * @param second direction in which the second index grows
 * @param third direction in which the third index grows
 */
public record Orientation(AnatomicalDirection first, AnatomicalDirection second, AnatomicalDirection third) {
    /** The orientation of the world's own axes. */
    public static final Orientation RAS =
            new Orientation(AnatomicalDirection.R, AnatomicalDirection.A, AnatomicalDirection.S);

    /** @throws IllegalArgumentException if two directions lie along the same world axis */
    public Orientation {
        if (first.worldAxis() == second.worldAxis()
                || second.worldAxis() == third.worldAxis()
                || first.worldAxis() == third.worldAxis()) {
            throw new IllegalArgumentException("two of three axes run along the same line: " + first + second + third);
        }
    }

    /**
     * The orientation closest to an affine, oblique ones included: every axis takes the world axis it is closest to, in
     * the rotation closest to the affine, among those that no earlier axis has taken. The same rule as nibabel's
     * {@code aff2axcodes}.
     */
    public static Orientation of(Affine affine) {
        double[] rotation = closestRotation(affine);
        AnatomicalDirection[] directions = new AnatomicalDirection[3];
        boolean[] taken = new boolean[3];
        for (int axis = 0; axis < 3; axis++) {
            int best = -1;
            for (int world = 0; world < 3; world++) {
                if (!taken[world]
                        && (best < 0 || Math.abs(rotation[world * 3 + axis]) > Math.abs(rotation[best * 3 + axis]))) {
                    best = world;
                }
            }
            taken[best] = true;
            directions[axis] = AnatomicalDirection.of(best, rotation[best * 3 + axis] > 0);
        }
        return new Orientation(directions[0], directions[1], directions[2]);
    }

    public static Orientation of(Geometry geometry) {
        return of(geometry.affine());
    }

    /**
     * Reads three letters such as {@code LAS}.
     *
     * @throws IllegalArgumentException if they are not one of R and L, one of A and P and one of S and I, in any order
     */
    public static Orientation parse(String letters) {
        try {
            if (letters.length() == 3) {
                String upper = letters.toUpperCase(Locale.ROOT);
                return new Orientation(
                        AnatomicalDirection.valueOf(upper.substring(0, 1)),
                        AnatomicalDirection.valueOf(upper.substring(1, 2)),
                        AnatomicalDirection.valueOf(upper.substring(2, 3)));
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(notAnOrientation(letters), e);
        }
        throw new IllegalArgumentException(notAnOrientation(letters));
    }

    private static String notAnOrientation(String letters) {
        return "'" + letters + "' is not an orientation; right would be three letters such as RAS or LPI";
    }

    /** The direction of axis 0, 1 or 2. */
    public AnatomicalDirection direction(int axis) {
        return switch (axis) {
            case 0 -> first;
            case 1 -> second;
            case 2 -> third;
            default -> throw new IllegalArgumentException("no axis " + axis);
        };
    }

    /**
     * The axis that runs along a world axis, or against it.
     *
     * @param worldAxis 0, 1 or 2: left and right, back and front, feet and head
     */
    public int axisAlong(int worldAxis) {
        return first.worldAxis() == worldAxis ? 0 : second.worldAxis() == worldAxis ? 1 : 2;
    }

    /** The three letters. */
    @Override
    public String toString() {
        return first.name() + second.name() + third.name();
    }

    /**
     * The orthogonal factor of the polar decomposition of the linear part with unit columns, row-major, by Newton's
     * iteration (N. J. Higham, "Computing the polar decomposition", SIAM J. Sci. Stat. Comput. 7, 1986).
     */
    private static double[] closestRotation(Affine affine) {
        double[] r = new double[9];
        for (int row = 0; row < 3; row++) {
            for (int col = 0; col < 3; col++) {
                r[row * 3 + col] = affine.get(row, col) / affine.columnNorm(col);
            }
        }
        double change = 1;
        // Converges quadratically; the bound only serves matrices that are singular but for rounding.
        for (int iteration = 0; iteration < 100 && change > 1e-14; iteration++) {
            double[] cofactors = cofactors(r);
            double determinant = r[0] * cofactors[0] + r[1] * cofactors[1] + r[2] * cofactors[2];
            change = 0;
            for (int i = 0; i < 9; i++) {
                double next = 0.5 * (r[i] + cofactors[i] / determinant);
                change = Math.max(change, Math.abs(next - r[i]));
                r[i] = next;
            }
        }
        return r;
    }

    /** Divided by the determinant: the transposed inverse. */
    private static double[] cofactors(double[] r) {
        return new double[] {
            r[4] * r[8] - r[5] * r[7],
            r[5] * r[6] - r[3] * r[8],
            r[3] * r[7] - r[4] * r[6],
            r[2] * r[7] - r[1] * r[8],
            r[0] * r[8] - r[2] * r[6],
            r[1] * r[6] - r[0] * r[7],
            r[1] * r[5] - r[2] * r[4],
            r[2] * r[3] - r[0] * r[5],
            r[0] * r[4] - r[1] * r[3]
        };
    }
}

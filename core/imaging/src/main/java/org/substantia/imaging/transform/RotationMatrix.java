package org.substantia.imaging.transform;

/** Rotations {@code Rz Ry Rx} as row-major 3 x 3 matrices. */
public final class RotationMatrix {
    private RotationMatrix() {}

    static double[] of(double ax, double ay, double az) {
        return multiply(aboutZ(az, 0), multiply(aboutY(ay, 0), aboutX(ax, 0)));
    }

    /** The derivatives of the matrix by the three angles. */
    public static double[][] derivatives(double ax, double ay, double az) {
        double[] x = aboutX(ax, 0);
        double[] y = aboutY(ay, 0);
        double[] z = aboutZ(az, 0);
        return new double[][] {
            multiply(z, multiply(y, aboutX(ax, 1))),
            multiply(z, multiply(aboutY(ay, 1), x)),
            multiply(aboutZ(az, 1), multiply(y, x))
        };
    }

    /** The three angles of a rotation; of the many when y turns by 90 degrees, those with no turn about x. */
    static double[] angles(double[] r) {
        double cosY = Math.hypot(r[0], r[3]);
        double ay = Math.atan2(-r[6], cosY);
        if (cosY < 1e-9) {
            return new double[] {0, ay, Math.atan2(-r[1], r[4])};
        }
        return new double[] {Math.atan2(r[7], r[8]), ay, Math.atan2(r[3], r[0])};
    }

    /** From the antisymmetric part as well as the trace: the arc cosine alone loses small angles. */
    static double angle(double[] r) {
        double sine = Math.sqrt(square(r[7] - r[5]) + square(r[2] - r[6]) + square(r[3] - r[1])) / 2;
        return Math.atan2(sine, (r[0] + r[4] + r[8] - 1) / 2);
    }

    static double[] multiply(double[] a, double[] b) {
        double[] out = new double[9];
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                for (int k = 0; k < 3; k++) {
                    out[row * 3 + column] += a[row * 3 + k] * b[k * 3 + column];
                }
            }
        }
        return out;
    }

    /** With {@code order} 1 the derivative by the angle. */
    private static double[] aboutX(double angle, int order) {
        double c = cosine(angle, order);
        double s = sine(angle, order);
        return new double[] {1 - order, 0, 0, 0, c, -s, 0, s, c};
    }

    private static double[] aboutY(double angle, int order) {
        double c = cosine(angle, order);
        double s = sine(angle, order);
        return new double[] {c, 0, s, 0, 1 - order, 0, -s, 0, c};
    }

    private static double[] aboutZ(double angle, int order) {
        double c = cosine(angle, order);
        double s = sine(angle, order);
        return new double[] {c, -s, 0, s, c, 0, 0, 0, 1 - order};
    }

    private static double cosine(double angle, int order) {
        return order == 0 ? Math.cos(angle) : -Math.sin(angle);
    }

    private static double sine(double angle, int order) {
        return order == 0 ? Math.sin(angle) : Math.cos(angle);
    }

    private static double square(double v) {
        return v * v;
    }
}

package org.substantia.imaging.transform;

/** Rotations of space as row-major 3 x 3 matrices of nine numbers. */
public final class RotationMatrix {
    private RotationMatrix() {}

    /** The rotation {@code Rz Ry Rx} by three angles in radians, each right-handed about the named axis. */
    public static double[] ofAngles(double ax, double ay, double az) {
        return multiply(aboutZ(az, 0), multiply(aboutY(ay, 0), aboutX(ax, 0)));
    }

    /** The right-handed rotation about a vector, by its length in radians (Rodrigues' formula). */
    public static double[] ofRotationVector(double vx, double vy, double vz) {
        double angle = Math.sqrt(vx * vx + vy * vy + vz * vz);
        if (angle == 0) {
            return new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1};
        }
        double x = vx / angle;
        double y = vy / angle;
        double z = vz / angle;
        double c = Math.cos(angle);
        double s = Math.sin(angle);
        double k = 1 - c;
        return new double[] {
            c + x * x * k,
            x * y * k - z * s,
            x * z * k + y * s,
            y * x * k + z * s,
            c + y * y * k,
            y * z * k - x * s,
            z * x * k - y * s,
            z * y * k + x * s,
            c + z * z * k
        };
    }

    /** The derivatives of {@link #ofAngles} by the three angles. */
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

    /**
     * The three angles that {@link #ofAngles} makes a rotation from. Where y turns by 90 degrees there are many; these
     * are the ones with no turn about x.
     */
    public static double[] angles(double[] r) {
        double cosY = Math.hypot(r[0], r[3]);
        double ay = Math.atan2(-r[6], cosY);
        if (cosY < 1e-9) {
            return new double[] {0, ay, Math.atan2(-r[1], r[4])};
        }
        return new double[] {Math.atan2(r[7], r[8]), ay, Math.atan2(r[3], r[0])};
    }

    /** The angle of a rotation about its own axis, 0 to pi. */
    public static double angle(double[] r) {
        // From the antisymmetric part as well as the trace: the arc cosine alone loses small angles.
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

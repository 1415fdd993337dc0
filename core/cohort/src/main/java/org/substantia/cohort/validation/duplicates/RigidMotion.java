package org.substantia.cohort.validation.duplicates;

import org.substantia.imaging.Affine;

/** Rotations and translations of space. */
public final class RigidMotion {
    private RigidMotion() {}

    public static Affine translation(double[] by) {
        return Affine.scaling(1, 1, 1, by[0], by[1], by[2]);
    }

    /**
     * A translation after a rotation about an axis through the origin.
     *
     * @param p translation in mm, then the rotation as axis times angle in radians
     */
    static Affine of(double... p) {
        double angle = Math.sqrt(p[3] * p[3] + p[4] * p[4] + p[5] * p[5]);
        if (angle == 0) {
            return Affine.scaling(1, 1, 1, p[0], p[1], p[2]);
        }
        double x = p[3] / angle;
        double y = p[4] / angle;
        double z = p[5] / angle;
        double c = Math.cos(angle);
        double s = Math.sin(angle);
        double k = 1 - c;
        return Affine.of(
                c + x * x * k,
                x * y * k - z * s,
                x * z * k + y * s,
                p[0],
                y * x * k + z * s,
                c + y * y * k,
                y * z * k - x * s,
                p[1],
                z * x * k - y * s,
                z * y * k + x * s,
                c + z * z * k,
                p[2]);
    }
}

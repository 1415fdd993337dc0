package org.substantia.imaging.transform;

import org.substantia.imaging.Affine;

/**
 * A rotation about a center followed by a translation, in RAS millimeters: {@code p -> R (p - center) + center + shift}
 * with {@code R = Rz Ry Rx}, each factor a right-handed rotation about the named axis.
 *
 * @param rotationX angle about the x axis, in radians
 * @param rotationY angle about the y axis, in radians
 * @param rotationZ angle about the z axis, in radians
 * @param shiftX translation in mm, as are the other two
 * @param centerX where the rotation leaves points in place, in mm, as are the other two
 */
public record RigidTransform(
        double rotationX,
        double rotationY,
        double rotationZ,
        double shiftX,
        double shiftY,
        double shiftZ,
        double centerX,
        double centerY,
        double centerZ) {
    private static final RigidTransform IDENTITY = new RigidTransform(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** @throws IllegalArgumentException if a number is not finite */
    public RigidTransform {
        double sum = rotationX + rotationY + rotationZ + shiftX + shiftY + shiftZ + centerX + centerY + centerZ;
        if (!Double.isFinite(sum)) {
            throw new IllegalArgumentException("the numbers of a rigid transform are finite");
        }
    }

    public static RigidTransform identity() {
        return IDENTITY;
    }

    /**
     * @param rotation three angles in radians
     * @param shift three numbers in mm
     * @param center three numbers in mm
     */
    public static RigidTransform of(double[] rotation, double[] shift, double[] center) {
        return new RigidTransform(
                rotation[0], rotation[1], rotation[2], shift[0], shift[1], shift[2], center[0], center[1], center[2]);
    }

    public boolean isIdentity() {
        return rotationX == 0 && rotationY == 0 && rotationZ == 0 && shiftX == 0 && shiftY == 0 && shiftZ == 0;
    }

    public Affine toAffine() {
        double[] r = RotationMatrix.ofAngles(rotationX, rotationY, rotationZ);
        return Affine.of(
                r[0],
                r[1],
                r[2],
                centerX + shiftX - (r[0] * centerX + r[1] * centerY + r[2] * centerZ),
                r[3],
                r[4],
                r[5],
                centerY + shiftY - (r[3] * centerX + r[4] * centerY + r[5] * centerZ),
                r[6],
                r[7],
                r[8],
                centerZ + shiftZ - (r[6] * centerX + r[7] * centerY + r[8] * centerZ));
    }

    /** The motion back, about the same center. */
    public RigidTransform inverse() {
        double[] r = RotationMatrix.ofAngles(rotationX, rotationY, rotationZ);
        double[] back = {r[0], r[3], r[6], r[1], r[4], r[7], r[2], r[5], r[8]};
        return of(
                RotationMatrix.angles(back),
                new double[] {
                    -(back[0] * shiftX + back[1] * shiftY + back[2] * shiftZ),
                    -(back[3] * shiftX + back[4] * shiftY + back[5] * shiftZ),
                    -(back[6] * shiftX + back[7] * shiftY + back[8] * shiftZ)
                },
                new double[] {centerX, centerY, centerZ});
    }

    /** The angle of the whole rotation about its own axis, 0 to 180 degrees. */
    public double angleDegrees() {
        return Math.toDegrees(RotationMatrix.angle(RotationMatrix.ofAngles(rotationX, rotationY, rotationZ)));
    }

    /** How far the center moves, in mm. */
    public double shiftMm() {
        return Math.sqrt(shiftX * shiftX + shiftY * shiftY + shiftZ * shiftZ);
    }
}

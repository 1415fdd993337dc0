package org.substantia.synthesis.deformation;

import org.substantia.imaging.Affine;

/** The affine part of a deformation. */
final class Pose {
    private Pose() {}

    /** From the composite's world to the subject's, about a center. */
    static Affine of(DeformationParameters p, double[] center) {
        Affine shape = Affine.of(
                p.scale().x(),
                p.shear().xy(),
                p.shear().xz(),
                0,
                0,
                p.scale().y(),
                p.shear().yz(),
                0,
                0,
                0,
                p.scale().z(),
                0);
        Affine turn = rotation(2, p.rotationDegrees().yaw())
                .compose(rotation(1, p.rotationDegrees().roll()))
                .compose(rotation(0, p.rotationDegrees().pitch()));
        Affine toCenter = Affine.translation(-center[0], -center[1], -center[2]);
        Affine back = Affine.translation(
                center[0] + p.shiftMm().x(),
                center[1] + p.shiftMm().y(),
                center[2] + p.shiftMm().z());
        return back.compose(turn).compose(shape).compose(toCenter);
    }

    private static Affine rotation(int axis, double degrees) {
        double radians = StrictMath.toRadians(degrees);
        return Affine.rotation(axis, StrictMath.cos(radians), StrictMath.sin(radians));
    }
}

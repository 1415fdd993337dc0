package org.substantia.synthesis.deformation;

import org.substantia.imaging.Affine;

/** The affine part of a deformation. */
final class Pose {
    private Pose() {}

    /** From the composite's world to the subject's, about a center. */
    static Affine of(DeformationParameters p, double[] center) {
        Affine shape =
                Affine.of(p.scaleX(), p.shearXy(), p.shearXz(), 0, 0, p.scaleY(), p.shearYz(), 0, 0, 0, p.scaleZ(), 0);
        Affine turn = rotation(2, p.yaw()).compose(rotation(1, p.roll())).compose(rotation(0, p.pitch()));
        Affine toCenter = Affine.translation(-center[0], -center[1], -center[2]);
        Affine back = Affine.translation(center[0] + p.shiftX(), center[1] + p.shiftY(), center[2] + p.shiftZ());
        return back.compose(turn).compose(shape).compose(toCenter);
    }

    private static Affine rotation(int axis, double degrees) {
        double radians = StrictMath.toRadians(degrees);
        return Affine.rotation(axis, StrictMath.cos(radians), StrictMath.sin(radians));
    }
}

package org.substantia.synthesis.deformation;

import org.substantia.imaging.Affine;

/** The affine part of a deformation. */
final class Pose {
    private Pose() {}

    /** From the composite's world to the subject's, about a centre. */
    static Affine of(DeformationParameters p, double[] centre) {
        Affine shape =
                Affine.of(p.scaleX(), p.shearXy(), p.shearXz(), 0, 0, p.scaleY(), p.shearYz(), 0, 0, 0, p.scaleZ(), 0);
        Affine turn = rotation(2, p.yaw()).compose(rotation(1, p.roll())).compose(rotation(0, p.pitch()));
        Affine toCentre = Affine.scaling(1, 1, 1, -centre[0], -centre[1], -centre[2]);
        Affine back = Affine.scaling(1, 1, 1, centre[0] + p.shiftX(), centre[1] + p.shiftY(), centre[2] + p.shiftZ());
        return back.compose(turn).compose(shape).compose(toCentre);
    }

    private static Affine rotation(int axis, double degrees) {
        double c = StrictMath.cos(StrictMath.toRadians(degrees));
        double s = StrictMath.sin(StrictMath.toRadians(degrees));
        return switch (axis) {
            case 0 -> Affine.of(1, 0, 0, 0, 0, c, -s, 0, 0, s, c, 0);
            case 1 -> Affine.of(c, 0, s, 0, 0, 1, 0, 0, -s, 0, c, 0);
            default -> Affine.of(c, -s, 0, 0, s, c, 0, 0, 0, 0, 1, 0);
        };
    }
}

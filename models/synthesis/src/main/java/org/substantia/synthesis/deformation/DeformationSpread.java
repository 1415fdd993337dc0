package org.substantia.synthesis.deformation;

import java.util.List;

/**
 * How far people (and the way they lie in the scanner) differ from the anatomy they are made of; plain data.
 *
 * @param rotationDegrees deviation of the rotation about each axis
 * @param shiftMm deviation of the shift along each axis
 * @param logScale deviation of the logarithm of the head's size
 * @param logAxisScale deviation of the logarithm of the further scale of each axis
 * @param shear deviation of each shear
 * @param scales the random velocity field, from coarse to fine
 * @param tracingShiftMm deviation of the shift of the nigra's NM tracing against the rest, along each axis and on each
 *     side
 * @param shape factor on the shape of real people that is added where the anatomy bank knows some; 0 for none
 * @param longestMm no point moves further than this by the velocity field; its amplitude is lowered where needed
 */
public record DeformationSpread(
        Rotation rotationDegrees,
        double shiftMm,
        double logScale,
        double logAxisScale,
        double shear,
        List<Scale> scales,
        List<Double> tracingShiftMm,
        double shape,
        double longestMm) {
    /**
     * One scale of the velocity field.
     *
     * @param spacingMm distance of its control points
     * @param rmsMm root mean square of each component
     */
    public record Scale(double spacingMm, double rmsMm) {}

    public DeformationSpread {
        scales = List.copyOf(scales);
        tracingShiftMm = List.copyOf(tracingShiftMm);
    }

    /**
     * Patients of one hospital: centers of nuclei then scatter by 1 to 3 mm between subjects beyond the pose, as
     * measured on the public masks.
     */
    public static DeformationSpread realistic() {
        return new DeformationSpread(
                new Rotation(3, 1.5, 2),
                2,
                0.03,
                0.015,
                0.01,
                List.of(new Scale(36, 1.4), new Scale(15, 0.6), new Scale(7, 0.2)),
                List.of(0.0, 0.0, 0.0),
                0,
                8);
    }

    /**
     * Wider than life, for training. The nigra's NM tracing moves on its own, so that a network learns to see it: the
     * few masks there are would otherwise teach it where it lies beside the nuclei.
     */
    public static DeformationSpread wide() {
        return new DeformationSpread(
                new Rotation(7, 4, 5),
                4,
                0.06,
                0.03,
                0.025,
                List.of(new Scale(36, 1.8), new Scale(15, 0.9), new Scale(7, 0.3)),
                List.of(0.7, 0.7, 1.5),
                1.3,
                12);
    }
}

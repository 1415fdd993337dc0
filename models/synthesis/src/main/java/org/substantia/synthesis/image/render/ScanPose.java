package org.substantia.synthesis.image.render;

import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.synthesis.image.protocol.ImagingParameters;

/** How a head lies in one scan. */
final class ScanPose {
    private ScanPose() {}

    /** Turn and shift about the center of a grid: from the scan's millimeters to the anatomy's. */
    static Affine of(Geometry grid, ImagingParameters.Motion motion) {
        double[] shift =
                motion.shiftMm().stream().mapToDouble(Double::doubleValue).toArray();
        double[] degrees =
                motion.turnDegrees().stream().mapToDouble(Double::doubleValue).toArray();
        if (isZero(shift) && isZero(degrees)) {
            return Affine.identity();
        }
        Affine turn = Affine.identity();
        for (int axis = 0; axis < 3; axis++) {
            double radians = Math.toRadians(degrees[axis]);
            turn = Affine.rotation(axis, Math.cos(radians), Math.sin(radians)).compose(turn);
        }
        return turn.about(grid.center(), shift);
    }

    private static boolean isZero(double[] values) {
        for (double value : values) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }
}

package org.substantia.synthesis.image.render;

import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.synthesis.image.protocol.ImagingParameters;

/** How a head lies in one scan. */
final class HeadPose {
    private HeadPose() {}

    /** Turn and shift about the center of a grid: from the scan's millimetres to the anatomy's. */
    static Affine of(Geometry grid, ImagingParameters.Motion motion) {
        double[] shift =
                motion.shiftMm().stream().mapToDouble(Double::doubleValue).toArray();
        double[] degrees =
                motion.turnDegrees().stream().mapToDouble(Double::doubleValue).toArray();
        if (isZero(shift) && isZero(degrees)) {
            return Affine.identity();
        }
        double[] c = grid.affine().apply((grid.nx() - 1) / 2.0, (grid.ny() - 1) / 2.0, (grid.nz() - 1) / 2.0);
        Affine turn = Affine.identity();
        for (int axis = 0; axis < 3; axis++) {
            turn = rotation(axis, degrees[axis]).compose(turn);
        }
        Affine toCenter = Affine.scaling(1, 1, 1, -c[0], -c[1], -c[2]);
        Affine back = Affine.scaling(1, 1, 1, c[0] + shift[0], c[1] + shift[1], c[2] + shift[2]);
        return back.compose(turn).compose(toCenter);
    }

    private static Affine rotation(int axis, double degrees) {
        double[] m = new double[12];
        int a = (axis + 1) % 3;
        int b = (axis + 2) % 3;
        double cos = Math.cos(Math.toRadians(degrees));
        double sin = Math.sin(Math.toRadians(degrees));
        m[axis * 4 + axis] = 1;
        m[a * 4 + a] = cos;
        m[a * 4 + b] = -sin;
        m[b * 4 + a] = sin;
        m[b * 4 + b] = cos;
        return Affine.of(m);
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

package org.substantia.diagnosis.biomarkers;

import org.substantia.cohort.anatomy.Side;

/**
 * The nigra's axes. Seen from above, it runs from the front and middle to the back and outside: {@code along} is that
 * direction in the axial plane, positive to the outside and back; {@code across} is at right angles to it, positive to
 * the back and middle (dorsomedial; negative towards the crus, ventrolateral); {@code up} is the head's. All from the
 * header's directions, never from the order of voxels. The angle is the usual one of human midbrains: a label's own
 * longest direction, tried first, scattered by 30 degrees between persons, as the label is only a third longer than
 * wide.
 */
final class NigraAxes {
    /** Cosine and sine of {@code along} to the outside and to the front. */
    private static final double C = 0.6;

    private static final double S = -0.8;

    private final double away;
    private final double[] center;
    private final double[] deviations;

    private NigraAxes(double away, double[] center, double[] deviations) {
        this.away = away;
        this.center = center;
        this.deviations = deviations;
    }

    /** @param region not empty */
    static NigraAxes of(MidbrainRegion window, int[] region, Side side) {
        double away = side == Side.RIGHT ? 1 : -1;
        double[] center = new double[3];
        for (int voxel : region) {
            double[] p = window.place(voxel);
            for (int axis = 0; axis < 3; axis++) {
                center[axis] += p[axis] / region.length;
            }
        }
        NigraAxes raw = new NigraAxes(away, center, new double[] {1, 1, 1});
        double[] squares = new double[3];
        for (int voxel : region) {
            double[] p = raw.millimeters(window.place(voxel));
            for (int axis = 0; axis < 3; axis++) {
                squares[axis] += p[axis] * p[axis] / region.length;
            }
        }
        double[] deviations = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            deviations[axis] = Math.max(1e-3, Math.sqrt(squares[axis]));
        }
        return new NigraAxes(away, center, deviations);
    }

    /** Along, across, up, in mm from the nigra's center. */
    double[] millimeters(double[] place) {
        double x = away * (place[0] - center[0]);
        double y = place[1] - center[1];
        return new double[] {C * x + S * y, S * x - C * y, place[2] - center[2]};
    }

    /** The same in standard deviations of the nigra's voxels. */
    double[] standard(double[] place) {
        double[] out = millimeters(place);
        for (int axis = 0; axis < 3; axis++) {
            out[axis] /= deviations[axis];
        }
        return out;
    }

    /** World coordinates, mm. */
    double[] center() {
        return center.clone();
    }
}

package org.substantia.diagnosis.biomarkers;

import org.substantia.cohort.Side;

/**
 * The nigra's own axes. Seen from above, it runs from the front and middle to the back and outside: {@code along} is its longest
 * direction in the axial plane, positive to the outside and back; {@code across} is at right angles to it, positive to the back and
 * middle (dorsomedial; negative towards the crus, ventrolateral); {@code up} is the head's. All from the header's directions, never
 * from the order of voxels.
 */
final class NigraAxes {
    /** From the front and middle to the back and outside. */
    private static final double[] USUAL = {0.6, -0.8};

    private final double away;
    private final double[] centre;
    private final double c;
    private final double s;
    private final double[] deviations;

    private NigraAxes(double away, double[] centre, double c, double s, double[] deviations) {
        this.away = away;
        this.centre = centre;
        this.c = c;
        this.s = s;
        this.deviations = deviations;
    }

    /** @param region not empty */
    static NigraAxes of(Window window, int[] region, Side side) {
        double away = side == Side.RIGHT ? 1 : -1;
        double[] centre = new double[3];
        for (int voxel : region) {
            double[] p = window.place(voxel);
            for (int axis = 0; axis < 3; axis++) {
                centre[axis] += p[axis] / region.length;
            }
        }
        double xx = 0;
        double xy = 0;
        double yy = 0;
        for (int voxel : region) {
            double[] p = window.place(voxel);
            double x = away * (p[0] - centre[0]);
            double y = p[1] - centre[1];
            xx += x * x;
            xy += x * y;
            yy += y * y;
        }
        double angle = 0.5 * Math.atan2(2 * xy, xx - yy);
        double c = Math.cos(angle);
        double s = Math.sin(angle);
        if (c * USUAL[0] + s * USUAL[1] < 0) {
            c = -c;
            s = -s;
        }
        NigraAxes raw = new NigraAxes(away, centre, c, s, new double[] {1, 1, 1});
        double[] squares = new double[3];
        for (int voxel : region) {
            double[] p = raw.millimetres(window.place(voxel));
            for (int axis = 0; axis < 3; axis++) {
                squares[axis] += p[axis] * p[axis] / region.length;
            }
        }
        double[] deviations = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            deviations[axis] = Math.max(1e-3, Math.sqrt(squares[axis]));
        }
        return new NigraAxes(away, centre, c, s, deviations);
    }

    /** Along, across, up, in mm from the nigra's centre. */
    double[] millimetres(double[] place) {
        double x = away * (place[0] - centre[0]);
        double y = place[1] - centre[1];
        return new double[] {c * x + s * y, s * x - c * y, place[2] - centre[2]};
    }

    /** The same in standard deviations of the nigra's voxels. */
    double[] standard(double[] place) {
        double[] out = millimetres(place);
        for (int axis = 0; axis < 3; axis++) {
            out[axis] /= deviations[axis];
        }
        return out;
    }

    /** World coordinates, mm. */
    double[] centre() {
        return centre.clone();
    }
}

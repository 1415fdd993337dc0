package org.substantia.imaging.boundary;

import java.util.Arrays;

/**
 * The places a border may move to: at every point of a contour, steps along the outward normal. Lengths are in units of
 * {@link BoundarySearch#UNIT_MM}.
 */
final class Band {
    private static final double POINT_DISTANCE = 0.5;
    private static final int MIN_POINTS = 12;
    private static final double NORMAL_SMOOTHING = 2;
    private static final double STEP = 0.25;

    private final double[] x;
    private final double[] y;
    private final double[] normalX;
    private final double[] normalY;
    private final double reach;
    private final int states;

    /**
     * @param sign 1 where the structure is brighter than what is around it, -1 where it is darker: the contour starts
     *     at its point most like the inside, wherever the storage order had it begin
     * @param reach how far the border may move to either side
     */
    Band(ClosedContour contour, PlaneImage image, int sign, double reach) {
        int count =
                Math.max(MIN_POINTS, (int) Math.round(contour.length() / (POINT_DISTANCE * BoundarySearch.UNIT_MM)));
        ClosedContour even = contour.resampled(count, mostInside(contour, image, sign));
        this.x = even.x();
        this.y = even.y();
        this.normalX = new double[count];
        this.normalY = new double[count];
        this.reach = reach;
        this.states = (int) Math.round(2 * reach / STEP) + 1;
        double[] smoothX = Circular.gaussian(x, NORMAL_SMOOTHING);
        double[] smoothY = Circular.gaussian(y, NORMAL_SMOOTHING);
        double outward = even.signedArea() >= 0 ? 1 : -1;
        for (int i = 0; i < count; i++) {
            int before = (i + count - 1) % count;
            int after = (i + 1) % count;
            double alongX = smoothX[after] - smoothX[before];
            double alongY = smoothY[after] - smoothY[before];
            double length = Math.hypot(alongX, alongY);
            normalX[i] = length > 0 ? outward * alongY / length : 0;
            normalY[i] = length > 0 ? -outward * alongX / length : 0;
        }
    }

    private static int mostInside(ClosedContour contour, PlaneImage image, int sign) {
        int best = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < contour.size(); i++) {
            double value = sign * image.at(contour.x()[i], contour.y()[i]);
            if (value > most) {
                most = value;
                best = i;
            }
        }
        return best;
    }

    int points() {
        return x.length;
    }

    int states() {
        return states;
    }

    /** How far outward a state lies. */
    double offset(int state) {
        return state * STEP - reach;
    }

    double x(int point, double offset) {
        return x[point] + offset * BoundarySearch.UNIT_MM * normalX[point];
    }

    double y(int point, double offset) {
        return y[point] + offset * BoundarySearch.UNIT_MM * normalY[point];
    }

    /** The image at every point, moved outward. */
    double at(PlaneImage image, int point, double offset) {
        return image.at(x(point, offset), y(point, offset));
    }

    /** The contour with every point moved to a state. */
    ClosedContour moved(int[] path) {
        double[] toX = new double[points()];
        double[] toY = new double[points()];
        for (int i = 0; i < points(); i++) {
            toX[i] = x(i, offset(path[i]));
            toY[i] = y(i, offset(path[i]));
        }
        return new ClosedContour(toX, toY);
    }

    /**
     * Mean over standard deviation, along the contour, of how much brighter it is inside than outside: how clearly the
     * image shows a border here.
     *
     * @param distance between the contour and either place
     */
    double clarity(PlaneImage image, double distance, int sign) {
        double[] steps = new double[points()];
        for (int i = 0; i < points(); i++) {
            steps[i] = sign * (at(image, i, -distance) - at(image, i, distance));
        }
        double mean = Arrays.stream(steps).average().orElse(0);
        double sd = Circular.standardDeviation(steps);
        return sd > 0 ? mean / sd : 0;
    }
}

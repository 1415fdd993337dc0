package org.substantia.imaging.boundary;

/**
 * A closed polygon in a plane, in mm along the plane's axes; the middle of the plane's first pixel is (0, 0). The last
 * point is joined to the first. Immutable as long as nobody writes to its arrays.
 */
public final class ClosedContour {
    private final double[] x;
    private final double[] y;

    /**
     * @param x along the first axis, at least three points; not copied
     * @param y along the second axis; not copied
     * @throws IllegalArgumentException if there are fewer than three points or a coordinate is not finite
     */
    public ClosedContour(double[] x, double[] y) {
        if (x.length != y.length || x.length < 3) {
            throw new IllegalArgumentException(
                    "a closed contour has at least three points: " + x.length + " and " + y.length + " coordinates");
        }
        for (int i = 0; i < x.length; i++) {
            if (!Double.isFinite(x[i]) || !Double.isFinite(y[i])) {
                throw new IllegalArgumentException("a contour's points are finite: " + x[i] + ", " + y[i]);
            }
        }
        this.x = x;
        this.y = y;
    }

    /**
     * From points x, y in turn.
     *
     * @throws IllegalArgumentException if there are fewer than three points or a coordinate is not finite
     */
    public static ClosedContour of(double[] points, double spacingX, double spacingY) {
        double[] x = new double[points.length / 2];
        double[] y = new double[points.length / 2];
        for (int i = 0; i < x.length; i++) {
            x[i] = points[2 * i] * spacingX;
            y[i] = points[2 * i + 1] * spacingY;
        }
        return new ClosedContour(x, y);
    }

    /** Along the first axis in mm; not a copy. */
    public double[] x() {
        return x;
    }

    /** Along the second axis in mm; not a copy. */
    public double[] y() {
        return y;
    }

    public int size() {
        return x.length;
    }

    /** Area in mm2, positive when the way goes from the first axis to the second. */
    public double signedArea() {
        double twice = 0;
        for (int i = 0, j = size() - 1; i < size(); j = i++) {
            twice += x[j] * y[i] - x[i] * y[j];
        }
        return twice / 2;
    }

    /** Length of the way around in mm. */
    public double length() {
        double sum = 0;
        for (int i = 0, j = size() - 1; i < size(); j = i++) {
            sum += Math.hypot(x[i] - x[j], y[i] - y[j]);
        }
        return sum;
    }

    /**
     * The same polygon by {@code count} points at equal distances along it.
     *
     * @param first which of this contour's points becomes the first
     */
    ClosedContour resampled(int count, int first) {
        double[] toX = new double[count];
        double[] toY = new double[count];
        double step = length() / count;
        int segment = 0;
        double passed = 0;
        double segmentLength = segmentLength(first, 0);
        for (int k = 0; k < count; k++) {
            double wanted = k * step;
            while (segment + 1 < size() && passed + segmentLength < wanted) {
                passed += segmentLength;
                segmentLength = segmentLength(first, ++segment);
            }
            double share = segmentLength > 0 ? Math.min(1, (wanted - passed) / segmentLength) : 0;
            int a = (first + segment) % size();
            int b = (a + 1) % size();
            toX[k] = x[a] + share * (x[b] - x[a]);
            toY[k] = y[a] + share * (y[b] - y[a]);
        }
        return new ClosedContour(toX, toY);
    }

    private double segmentLength(int first, int segment) {
        int a = (first + segment) % size();
        int b = (a + 1) % size();
        return Math.hypot(x[b] - x[a], y[b] - y[a]);
    }

    /** Whether two of its sides that are not neighbors meet. */
    boolean crossesItself() {
        int n = size();
        for (int i = 0; i < n; i++) {
            for (int j = i + 2; j < n; j++) {
                if ((i > 0 || j < n - 1) && sidesCross(i, j)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean sidesCross(int i, int j) {
        int k = (i + 1) % size();
        int l = (j + 1) % size();
        return turn(i, k, j) * turn(i, k, l) < 0 && turn(j, l, i) * turn(j, l, k) < 0;
    }

    /** On which side of the line through a and b the point c lies. */
    private double turn(int a, int b, int c) {
        return (x[b] - x[a]) * (y[c] - y[a]) - (y[b] - y[a]) * (x[c] - x[a]);
    }
}

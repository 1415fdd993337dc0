package org.substantia.segmentation.localization;

import java.util.Arrays;
import java.util.Locale;
import org.substantia.imaging.transform.SimilarityFit;

/**
 * How large a head's constellation of nuclei is along each axis of an image, relative to an average head's. In true
 * millimeters the three hardly differ; where the spacing in a header is wrong along one axis, that one stands out.
 *
 * @param left along the axis that runs from right to left, by the header
 * @param front along the axis that runs from back to front
 * @param up along the axis that runs from bottom to top
 */
public record AxisScales(double left, double front, double up) {
    /** All sizes as in an average head: what is taken where too little is seen. */
    public static final AxisScales AVERAGE = new AxisScales(1, 1, 1);

    private static final int ITERATIONS = 60;
    /** At this distance from its place a nucleus counts half (Cauchy's weight): heads differ by 2 to 3 mm. */
    private static final double HALF_WEIGHT_MM = 6;

    /**
     * Weight of the prior that a scale is 1, mm2: the variance of a nucleus' place, 3 x 3 mm2, by that of scales, 0.35
     * x 0.35. It decides where the nuclei seen spread little along an axis, as those that T1 shows do from bottom to
     * top.
     */
    private static final double PRIOR_MM2 = 75;

    private static final double MIN_SCALE = 0.15;
    private static final double MAX_SCALE = 6;

    /** The scale along axis 0 (to the left), 1 (to the front) or 2 (up). */
    public double along(int axis) {
        return switch (axis) {
            case 0 -> left;
            case 1 -> front;
            case 2 -> up;
            default -> throw new IllegalArgumentException("no axis " + axis);
        };
    }

    /** The scale along an axis relative to the geometric mean of those along the other two. */
    public double relative(int axis) {
        return along(axis) / Math.sqrt(along((axis + 1) % 3) * along((axis + 2) % 3));
    }

    /** The axis whose scale differs most from the other two's: 0, 1 or 2. */
    public int oddAxis() {
        int odd = 0;
        for (int axis = 1; axis < 3; axis++) {
            if (Math.abs(Math.log(relative(axis))) > Math.abs(Math.log(relative(odd)))) {
                odd = axis;
            }
        }
        return odd;
    }

    /**
     * Fits {@code to = D R from + shift}, D scaling along the image's axes and R a rotation, with the least sum of
     * squares in which far points lose their weight, D drawn towards 1: D and shift for a fixed R by regression along
     * each axis, R for fixed D after Umeyama, in turns.
     *
     * @param from places in an average head, each three numbers, mm
     * @param to where they were seen, mm along the image's axes
     * @param weights one a point, not negative
     */
    static AxisScales fit(double[][] from, double[][] to, double[] weights) {
        int n = from.length;
        double[] d = {1, 1, 1};
        double[] shift = new double[3];
        double[][] turned = from.clone();
        double[] w = weights.clone();
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            for (int axis = 0; axis < 3; axis++) {
                regress(axis, turned, to, w, d, shift);
            }
            double[][] unscaled = new double[n][3];
            for (int p = 0; p < n; p++) {
                double square = 0;
                for (int axis = 0; axis < 3; axis++) {
                    unscaled[p][axis] = (to[p][axis] - shift[axis]) / d[axis];
                    square += Math.pow(to[p][axis] - d[axis] * turned[p][axis] - shift[axis], 2);
                }
                w[p] = weights[p] / (1 + square / (HALF_WEIGHT_MM * HALF_WEIGHT_MM));
            }
            SimilarityFit rotation = SimilarityFit.of(from, unscaled, w, 1, 1);
            turned = Arrays.stream(from).map(rotation::apply).toArray(double[][]::new);
        }
        return new AxisScales(d[0], d[1], d[2]);
    }

    /** The line {@code to = d * from + shift} along one axis. */
    private static void regress(int axis, double[][] from, double[][] to, double[] w, double[] d, double[] shift) {
        double sum = 0;
        double x = 0;
        double y = 0;
        for (int p = 0; p < w.length; p++) {
            sum += w[p];
            x += w[p] * from[p][axis];
            y += w[p] * to[p][axis];
        }
        x /= sum;
        y /= sum;
        double xx = PRIOR_MM2;
        double xy = PRIOR_MM2;
        for (int p = 0; p < w.length; p++) {
            xx += w[p] * (from[p][axis] - x) * (from[p][axis] - x);
            xy += w[p] * (from[p][axis] - x) * (to[p][axis] - y);
        }
        d[axis] = Math.max(MIN_SCALE, Math.min(MAX_SCALE, xy / xx));
        shift[axis] = y - d[axis] * x;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.3f x %.3f x %.3f", left, front, up);
    }
}

package org.substantia.imaging.resampling;

import java.util.Arrays;

/**
 * For every index along a target axis, the source indices along the parallel source axis that make its value, with
 * weights.
 */
final class AxisTaps {
    /** Entries for one target index. */
    private final int taps;

    private final int[] indices;
    private final float[] weights;
    /** The target indices from this one up to {@link #to} lie inside the source. */
    private final int from;

    private final int to;

    private AxisTaps(int taps, int targetSize, int from, int to) {
        this.taps = taps;
        this.indices = new int[taps * targetSize];
        this.weights = new float[taps * targetSize];
        this.from = from;
        this.to = to;
    }

    /** For the source coordinates {@code offset + step * t} of the target indices t. */
    static AxisTaps of(Interpolation interpolation, double step, double offset, int targetSize, int sourceSize) {
        int from = 0;
        while (from < targetSize && !Extent.contains(offset + step * from, sourceSize)) {
            from++;
        }
        int to = from;
        while (to < targetSize && Extent.contains(offset + step * to, sourceSize)) {
            to++;
        }
        double width = Math.max(1, Math.abs(step));
        int taps =
                switch (interpolation) {
                    case NEAREST -> 1;
                    case LINEAR -> 2;
                    case CUBIC -> 4;
                    case AVERAGE -> Math.min(sourceSize, (int) Math.ceil(width) + 1);
                };
        AxisTaps axis = new AxisTaps(taps, targetSize, from, to);
        for (int t = from; t < to; t++) {
            double c = offset + step * t;
            switch (interpolation) {
                case NEAREST -> axis.set(t * taps, Extent.nearest(c, sourceSize), 1);
                case LINEAR -> axis.setLinear(t * taps, c, sourceSize);
                case CUBIC -> axis.setCubic(t * taps, c, sourceSize);
                case AVERAGE -> axis.setAverage(t * taps, c - width / 2, c + width / 2, sourceSize);
            }
        }
        return axis;
    }

    private void set(int at, int index, double weight) {
        indices[at] = index;
        weights[at] = (float) weight;
    }

    private void setLinear(int at, double c, int size) {
        int left = (int) Math.floor(c);
        double fraction = c - left;
        set(at, Extent.clamp(left, size), 1 - fraction);
        // A voxel of no weight is not read: it might be NaN.
        set(at + 1, Extent.clamp(fraction == 0 ? left : left + 1, size), fraction);
    }

    private void setCubic(int at, double c, int size) {
        int left = (int) Math.floor(c);
        double[] spline = new double[4];
        BSpline.weights(c - left, spline, 0);
        for (int k = 0; k < 4; k++) {
            set(at + k, Extent.mirror(left - 1 + k, size), spline[k]);
        }
    }

    private void setAverage(int at, double low, double high, int size) {
        int first = Extent.clamp((int) Math.floor(low + 0.5), size);
        int last = Extent.clamp((int) Math.ceil(high - 0.5), size);
        double sum = 0;
        for (int i = first; i <= last; i++) {
            sum += covered(i, low, high);
        }
        int n = 0;
        for (int i = first; i <= last; i++) {
            double part = covered(i, low, high);
            if (part > 0) {
                set(at + n++, i, part / sum);
            }
        }
        // The entries left over weigh nothing and point at a voxel that is read anyway.
        Arrays.fill(indices, at + n, at + taps, indices[at]);
    }

    /**
     * How much of a voxel lies between two coordinates; slivers are rounding errors, and more than there is room for.
     */
    private static double covered(int index, double low, double high) {
        double part = Math.min(high, index + 0.5) - Math.max(low, index - 0.5);
        return part > GridMap.TOLERANCE ? part : 0;
    }

    int taps() {
        return taps;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    int index(int target, int tap) {
        return indices[target * taps + tap];
    }

    float weight(int target, int tap) {
        return weights[target * taps + tap];
    }

    /** Makes the values of a target row from one source row. */
    void alongRow(float[] source, float[] out, int start) {
        switch (taps) {
            case 1 -> {
                for (int t = from; t < to; t++) {
                    out[start + t] = source[indices[t]];
                }
            }
            case 2 -> {
                for (int t = from, at = 2 * from; t < to; t++, at += 2) {
                    out[start + t] = weights[at] * source[indices[at]] + weights[at + 1] * source[indices[at + 1]];
                }
            }
            default -> {
                for (int t = from, at = taps * from; t < to; t++) {
                    float sum = 0;
                    for (int k = 0; k < taps; k++, at++) {
                        sum += weights[at] * source[indices[at]];
                    }
                    out[start + t] = sum;
                }
            }
        }
    }
}

package org.substantia.scoring.segmentation;

import java.util.Arrays;

/** The distances from every border voxel of one mask to the nearest border voxel of the other, ascending. */
final class DirectedDistances {
    private final double[] sorted;

    private DirectedDistances(double[] sorted) {
        this.sorted = sorted;
    }

    /**
     * @param squared squared distances of the voxels that are not shared
     * @param count number of all border voxels; the others have distance 0
     */
    static DirectedDistances ofSquared(double[] squared, int count) {
        double[] all = new double[count];
        int zeros = count - squared.length;
        System.arraycopy(squared, 0, all, zeros, squared.length);
        Arrays.sort(all, zeros, count);
        for (int i = zeros; i < count; i++) {
            all[i] = Math.sqrt(all[i]);
        }
        return new DirectedDistances(all);
    }

    int count() {
        return sorted.length;
    }

    double largest() {
        return sorted[sorted.length - 1];
    }

    double mean() {
        double sum = 0;
        for (double d : sorted) {
            sum += d;
        }
        return sum / sorted.length;
    }

    int within(double tolerance) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] <= tolerance) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    double percentile(double percent) {
        return percentile(sorted, percent);
    }

    /** The percentile of both lists joined. */
    double jointPercentile(DirectedDistances other, double percent) {
        double[] joined = Arrays.copyOf(sorted, sorted.length + other.sorted.length);
        System.arraycopy(other.sorted, 0, joined, sorted.length, other.sorted.length);
        // Two ascending runs: the merge sort of objects would use that, the one of doubles finds it too.
        Arrays.sort(joined);
        return percentile(joined, percent);
    }

    /** Linear interpolation between ranks, as {@code numpy.percentile}, whose rounding this follows. */
    private static double percentile(double[] sorted, double percent) {
        double rank = (sorted.length - 1) * (percent / 100);
        int low = (int) rank;
        if (low + 1 >= sorted.length) {
            return sorted[sorted.length - 1];
        }
        double fraction = rank - low;
        double step = sorted[low + 1] - sorted[low];
        return fraction >= 0.5 ? sorted[low + 1] - step * (1 - fraction) : sorted[low] + step * fraction;
    }
}

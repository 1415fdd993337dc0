package org.substantia.imaging.intensity;

import java.util.Arrays;
import java.util.Objects;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;

/**
 * Exact percentiles of finite values, by NumPy's {@code linear} definition: between the two closest ranks,
 * interpolated. Immutable and safe to share between threads.
 *
 * <pre>{@code
 * Percentiles percentiles = Percentiles.of(volume, mask);
 * double low = percentiles.get(1);
 * double high = percentiles.get(99);
 * }</pre>
 */
public final class Percentiles {
    /** Up to here sorting costs less than counting. */
    private static final int SORTED = 1 << 14;

    private static final int BUCKETS = 1 << 16;

    /** Finite; sorted if there are few. */
    private final float[] values;
    /**
     * For many values, how many lie in the buckets before each bucket; a bucket is identified by the upper half of the
     * sort key.
     */
    private final int[] before;

    private Percentiles(float[] values) {
        this.values = values;
        if (values.length <= SORTED) {
            Arrays.sort(values);
            this.before = new int[0];
        } else {
            this.before = new int[BUCKETS + 1];
            for (float v : values) {
                before[bucket(v) + 1]++;
            }
            for (int i = 0; i < BUCKETS; i++) {
                before[i + 1] += before[i];
            }
        }
    }

    /** Of all finite voxels. */
    public static Percentiles of(Volume volume) {
        return new Percentiles(FiniteValues.of(volume));
    }

    /**
     * Of the finite voxels inside {@code mask}.
     *
     * @throws IllegalArgumentException if the mask has another size than the volume
     */
    public static Percentiles of(Volume volume, Mask mask) {
        return new Percentiles(FiniteValues.of(volume, mask));
    }

    /** Of values that are finite; the array is taken over and may be reordered. */
    public static Percentiles ofFinite(float[] values) {
        return new Percentiles(values);
    }

    /** The number of values. */
    public int count() {
        return values.length;
    }

    public double median() {
        return get(50);
    }

    /**
     * The percentile; NaN when there are no values.
     *
     * @param percent 0 (the smallest value) to 100 (the largest)
     * @throws IllegalArgumentException if {@code percent} lies outside that range
     */
    public double get(double percent) {
        if (!(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException("a percentile lies between 0 and 100: " + percent);
        }
        if (values.length == 0) {
            return Double.NaN;
        }
        double place = percent / 100 * (values.length - 1);
        int rank = (int) Math.floor(place);
        double fraction = place - rank;
        if (before.length == 0) {
            double low = values[rank];
            return fraction == 0 ? low : low + fraction * (values[rank + 1] - low);
        }
        int bucket = bucketOfRank(rank);
        float[] members = sortedMembers(bucket);
        double low = members[rank - before[bucket]];
        if (fraction == 0) {
            return low;
        }
        int next = bucketOfRank(rank + 1);
        double high = next == bucket ? members[rank + 1 - before[bucket]] : sortedMembers(next)[0];
        return low + fraction * (high - low);
    }

    /**
     * The value that so many are before, as they stand sorted.
     *
     * @param rank from 0 to {@link #count} - 1
     * @throws IndexOutOfBoundsException if there is no such value
     */
    public float ranked(int rank) {
        Objects.checkIndex(rank, values.length);
        if (before.length == 0) {
            return values[rank];
        }
        int bucket = bucketOfRank(rank);
        return sortedMembers(bucket)[rank - before[bucket]];
    }

    private int bucketOfRank(int rank) {
        int found = Arrays.binarySearch(before, rank);
        int bucket = found >= 0 ? found : -found - 2;
        // Empty buckets have the count of the one after them.
        while (before[bucket + 1] <= rank) {
            bucket++;
        }
        return bucket;
    }

    private float[] sortedMembers(int bucket) {
        float[] members = new float[before[bucket + 1] - before[bucket]];
        int n = 0;
        for (float v : values) {
            if (bucket(v) == bucket) {
                members[n++] = v;
            }
        }
        Arrays.sort(members);
        return members;
    }

    private static int bucket(float value) {
        int bits = Float.floatToRawIntBits(value);
        // Flipped so that unsigned order is numeric order: negative numbers wholly, positive ones by their sign.
        int key = bits ^ ((bits >> 31) | Integer.MIN_VALUE);
        return key >>> 16;
    }
}

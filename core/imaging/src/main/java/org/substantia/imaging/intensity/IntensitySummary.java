package org.substantia.imaging.intensity;

import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;

/**
 * The distribution of the finite voxels of a volume or a part of it. All values are NaN when {@code count} is 0.
 *
 * @param count number of finite voxels
 * @param nonFinite number of voxels that are NaN or infinite; left out of all else
 * @param mean arithmetic mean
 * @param standardDeviation of the voxels as a whole population (divided by {@code count}, NumPy's default)
 * @param min smallest value
 * @param max largest value
 * @param median 50th percentile
 * @param p10 10th percentile
 * @param p90 90th percentile
 */
public record IntensitySummary(
        int count,
        int nonFinite,
        double mean,
        double standardDeviation,
        double min,
        double max,
        double median,
        double p10,
        double p90) {

    public static IntensitySummary of(Volume volume) {
        return of(FiniteValues.of(volume), volume.data().length);
    }

    /** @throws IllegalArgumentException if the mask has another size than the volume */
    public static IntensitySummary of(Volume volume, Mask mask) {
        return of(FiniteValues.of(volume, mask), mask.count());
    }

    /**
     * Of the voxels with {@code label}, which is not 0.
     *
     * @throws IllegalArgumentException if the labels have another size than the volume
     */
    public static IntensitySummary of(Volume volume, LabelMap labels, int label) {
        return of(volume, Mask.of(labels, label));
    }

    private static IntensitySummary of(float[] values, int all) {
        double sum = 0;
        double min = Double.NaN;
        double max = Double.NaN;
        for (float v : values) {
            sum += v;
            min = v >= min ? min : v;
            max = v <= max ? max : v;
        }
        double mean = sum / values.length;
        double squares = 0;
        for (float v : values) {
            squares += (v - mean) * (v - mean);
        }
        Percentiles percentiles = Percentiles.ofFinite(values);
        return new IntensitySummary(
                values.length,
                all - values.length,
                mean,
                Math.sqrt(squares / values.length),
                min,
                max,
                percentiles.median(),
                percentiles.get(10),
                percentiles.get(90));
    }

    /** Whether there are values and all are the same. */
    public boolean isConstant() {
        return min == max;
    }
}

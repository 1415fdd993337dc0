package org.substantia.diagnosis.biomarkers.texture;

import java.util.Arrays;

/**
 * Intensity statistics of a region as the IBSI defines them (reference manual, section 3.3, arXiv 1612.07003): variance
 * with the divisor n, kurtosis in excess of a normal distribution's, percentiles interpolated linearly. Units are the
 * image's, their square for variance and energy, none for skewness, kurtosis and the coefficient of variation.
 *
 * @param skewness 0 where all values are equal
 * @param excessKurtosis 0 where all values are equal
 * @param robustMeanAbsoluteDeviation of the values from the 10th to the 90th percentile about their own mean
 * @param coefficientOfVariation not finite where the mean is 0
 */
public record FirstOrder(
        double mean,
        double variance,
        double skewness,
        double excessKurtosis,
        double median,
        double minimum,
        double p10,
        double p90,
        double maximum,
        double interquartileRange,
        double range,
        double meanAbsoluteDeviation,
        double robustMeanAbsoluteDeviation,
        double coefficientOfVariation,
        double energy,
        double rootMeanSquare) {

    /**
     * @param values finite; not changed
     * @throws IllegalArgumentException if there are none
     */
    public static FirstOrder of(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("an empty region has no intensities");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double mean = Arrays.stream(values).sum() / values.length;
        double second = moment(values, mean, 2);
        double third = moment(values, mean, 3);
        double fourth = moment(values, mean, 4);
        double p10 = percentile(sorted, 10);
        double p90 = percentile(sorted, 90);
        double[] inner = Arrays.stream(sorted).filter(v -> v >= p10 && v <= p90).toArray();
        double energy = Arrays.stream(values).map(v -> v * v).sum();
        return new FirstOrder(
                mean,
                second,
                second > 0 ? third / Math.pow(second, 1.5) : 0,
                second > 0 ? fourth / (second * second) - 3 : 0,
                percentile(sorted, 50),
                sorted[0],
                p10,
                p90,
                sorted[sorted.length - 1],
                percentile(sorted, 75) - percentile(sorted, 25),
                sorted[sorted.length - 1] - sorted[0],
                meanAbsoluteDeviation(values),
                meanAbsoluteDeviation(inner),
                Math.sqrt(second) / mean,
                energy,
                Math.sqrt(energy / values.length));
    }

    /** @param sorted ascending, not empty */
    private static double percentile(double[] sorted, double percent) {
        double place = percent / 100 * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    private static double moment(double[] values, double mean, int order) {
        double sum = 0;
        for (double v : values) {
            sum += Math.pow(v - mean, order);
        }
        return sum / values.length;
    }

    /** Of no values, as between percentiles that exclude all of two, 0. */
    private static double meanAbsoluteDeviation(double[] values) {
        double mean = Arrays.stream(values).average().orElse(0);
        return Arrays.stream(values).map(v -> Math.abs(v - mean)).average().orElse(0);
    }
}

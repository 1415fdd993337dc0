package org.substantia.cohort.scan;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.substantia.base.text.Format;
import org.substantia.imaging.Volume;

/**
 * Tells maps that are not susceptibility in ppb, or not with its usual sign, by their values alone. In 17 real maps of
 * four sites, half of the voxels of the brain are negative, half the distance between the 1st and 99th percentile is 64
 * to 101 ppb, and the 99.9th percentile is 1.4 to 2.5 times as far from 0 as the 0.1th: veins and nuclei are
 * paramagnetic, and nothing in a brain is as diamagnetic.
 */
public final class SusceptibilityDoubts {
    private static final int MAX_SAMPLES = 100_000;
    /** Too few to speak of percentiles. */
    private static final int MIN_SAMPLES = 1000;

    private static final double MIN_SPREAD_PPB = 12;
    private static final double MAX_SPREAD_PPB = 500;
    private static final double MIN_NEGATIVE_SHARE = 0.05;
    private static final double MAX_TURNED_RATIO = 0.8;

    private SusceptibilityDoubts() {}

    /**
     * What is doubtful, one line each.
     *
     * @param map whose zeros are background
     * @param unit of the map
     */
    public static List<String> of(Volume map, SusceptibilityUnit unit) {
        double[] values = samples(map.data(), unit.ppb());
        List<String> doubts = new ArrayList<>();
        if (values.length < MIN_SAMPLES) {
            return doubts;
        }
        Arrays.sort(values);
        long negative = Arrays.stream(values).filter(value -> value < 0).count();
        if (negative < MIN_NEGATIVE_SHARE * values.length) {
            doubts.add(String.format(
                    Locale.ROOT,
                    "%.1f %% of the values are negative, where half of a susceptibility map's are; is it a QSM in ppb?",
                    100.0 * negative / values.length));
            return doubts;
        }
        double spread = (at(values, 0.99) - at(values, 0.01)) / 2;
        if (spread < MIN_SPREAD_PPB || spread > MAX_SPREAD_PPB) {
            doubts.add(String.format(
                    Locale.ROOT,
                    "98 %% of the values lie within +-%s if they are in %s, where +-60 to 100 ppb are usual; is it a"
                            + " QSM in ppb and not in Hz, radians or another unit?",
                    BigDecimal.valueOf(spread / unit.ppb())
                            .round(new MathContext(3))
                            .toPlainString(),
                    Format.words(unit)));
        } else if (at(values, 0.999) < MAX_TURNED_RATIO * -at(values, 0.001)) {
            doubts.add("its most negative values are farther from 0 than its most positive ones, so the sign seems"
                    + " turned; veins and iron must be positive");
        }
        return doubts;
    }

    /** Voxels at a fixed stride that are finite and not 0, in ppb. */
    private static double[] samples(float[] data, int ppb) {
        int measured = 0;
        for (float value : data) {
            measured += value != 0 && Float.isFinite(value) ? 1 : 0;
        }
        int stride = Math.max(1, measured / MAX_SAMPLES);
        double[] samples = new double[measured / stride + 1];
        int count = 0;
        int seen = 0;
        for (float value : data) {
            if (value != 0 && Float.isFinite(value) && seen++ % stride == 0) {
                samples[count++] = (double) value * ppb;
            }
        }
        return Arrays.copyOf(samples, count);
    }

    private static double at(double[] sorted, double share) {
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }
}

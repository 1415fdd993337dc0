package org.substantia.cohort.scan;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.substantia.imaging.Volume;
import org.substantia.imaging.intensity.Percentiles;

/**
 * Tells T1 and NM images that are no magnitudes any more, such as those brought to mean 0, by their values alone.
 * Ratios of such values mean nothing: a contrast is divided by a signal that may be 0 or negative. Of 18 real T1 and NM
 * images none has a negative value; interpolation leaves some in the air, all close to 0.
 */
public final class MagnitudeDoubts {
    private static final Logger LOG = LoggerFactory.getLogger(MagnitudeDoubts.class);

    /** Negative values nearer to 0 than this share of the image's bright ones are what interpolation leaves. */
    private static final double MIN_RELATIVE = 0.05;

    private static final double BRIGHT_PERCENT = 99;
    /** Tell a share to a thousandth. */
    private static final int MAX_SAMPLES = 200_000;

    private static final double MAX_NEGATIVE_SHARE = 0.02;

    private MagnitudeDoubts() {}

    /**
     * Why the values cannot be the strength of a signal; empty if they can.
     *
     * @param image whose zeros are background; values that are not finite do not count
     * @return what was found and what follows, without the file's name
     */
    public static Optional<String> of(Volume image) {
        float[] measured = measured(image.data());
        if (share(measured, 0) <= MAX_NEGATIVE_SHARE) {
            return Optional.empty();
        }
        double bright = Percentiles.ofFinite(measured).get(BRIGHT_PERCENT);
        double share = share(measured, -MIN_RELATIVE * Math.max(0, bright));
        return share > MAX_NEGATIVE_SHARE
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "%.1f %% of the values are negative, which the strength of a signal is not; was it normalized?"
                                + " Its contrasts are not measured",
                        100 * share))
                : Optional.empty();
    }

    /**
     * As {@link #of}, told as a warning.
     *
     * @param file the image's name
     * @return whether there is a doubt
     */
    public static boolean warn(String file, Volume image) {
        Optional<String> doubt = of(image);
        doubt.ifPresent(why -> LOG.warn("{}: {}", file, why));
        return doubt.isPresent();
    }

    private static double share(float[] values, double below) {
        int count = 0;
        for (float value : values) {
            count += value < below ? 1 : 0;
        }
        return values.length == 0 ? 0 : (double) count / values.length;
    }

    /** What is measured among voxels at a fixed stride, which is odd so that it does not stay in one column. */
    private static float[] measured(float[] data) {
        int stride = data.length / MAX_SAMPLES | 1;
        float[] values = new float[data.length / stride + 1];
        int count = 0;
        for (int i = 0; i < data.length; i += stride) {
            if (data[i] != 0 && Float.isFinite(data[i])) {
                values[count++] = data[i];
            }
        }
        return Arrays.copyOf(values, count);
    }
}

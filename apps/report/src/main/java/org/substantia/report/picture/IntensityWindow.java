package org.substantia.report.picture;

import java.util.Arrays;

/**
 * The values shown as black and as white.
 *
 * @param low shown black, as everything below it
 * @param high shown white, as everything above it; more than {@code low}
 */
public record IntensityWindow(double low, double high) {
    /**
     * In ppb. Susceptibility has a scale of its own, so that pictures of different patients can be laid side by side.
     */
    public static final IntensityWindow QSM = new IntensityWindow(-100, 200);

    /** Interpolation makes a few values of air negative. */
    private static final double MAX_NEGATIVE_SHARE = 0.02;

    /** @throws IllegalArgumentException unless both are finite and {@code high} is the larger */
    public IntensityWindow {
        if (!(high > low) || !Double.isFinite(high - low)) {
            throw new IllegalArgumentException("no window: " + low + " to " + high);
        }
    }

    /** Whether an image's values were brought to another mean, so that what is not air may be negative. */
    public static boolean isCentered(float[] image) {
        int negative = 0;
        int positive = 0;
        for (float value : image) {
            negative += value < 0 && Float.isFinite(value) ? 1 : 0;
            positive += value > 0 && Float.isFinite(value) ? 1 : 0;
        }
        return negative > MAX_NEGATIVE_SHARE * (negative + positive);
    }

    /**
     * The finite values of what is not air, to choose a window from: those above 0 or, of a centered image, all that
     * are not exactly 0.
     */
    public static float[] withoutAir(float[] values, boolean centered) {
        float[] shown = new float[values.length];
        int count = 0;
        for (float value : values) {
            if (Float.isFinite(value) && (value > 0 || (centered && value < 0))) {
                shown[count++] = value;
            }
        }
        return Arrays.copyOf(shown, count);
    }

    /** 0 to 255; black where there is no value. */
    byte gray(double value) {
        double share = (value - low) / (high - low);
        return (byte) (Double.isNaN(share) ? 0 : Math.round(255 * Math.max(0, Math.min(1, share))));
    }
}

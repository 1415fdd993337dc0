package org.substantia.report.picture;

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

    /** @throws IllegalArgumentException unless both are finite and {@code high} is the larger */
    public IntensityWindow {
        if (!(high > low) || !Double.isFinite(high - low)) {
            throw new IllegalArgumentException("no window: " + low + " to " + high);
        }
    }

    /** 0 to 255; black where there is no value. */
    byte gray(double value) {
        double share = (value - low) / (high - low);
        return (byte) (Double.isNaN(share) ? 0 : Math.round(255 * Math.max(0, Math.min(1, share))));
    }
}

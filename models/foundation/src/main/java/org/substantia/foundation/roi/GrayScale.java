package org.substantia.foundation.roi;

/**
 * Which values of an image become black and white; what lies beyond is clipped.
 *
 * @param black becomes 0
 * @param white becomes 255, above black
 */
public record GrayScale(double black, double white) {
    private static final double QSM_LOW = -100;
    private static final double QSM_HIGH = 300;
    private static final double NM_LOW = 0.5;
    private static final double NM_HIGH = 2;
    private static final int SHADES = 255;

    /** @throws IllegalArgumentException unless white is above black and both are numbers */
    public GrayScale {
        if (!(white > black) || !Double.isFinite(white - black)) {
            throw new IllegalArgumentException("no gray scale from " + black + " to " + white);
        }
    }

    /**
     * From -100 to 300 ppb.
     *
     * @param ppb how many ppb the image's unit is
     */
    public static GrayScale ofSusceptibility(double ppb) {
        return new GrayScale(QSM_LOW / ppb, QSM_HIGH / ppb);
    }

    /**
     * From half to twice a reference signal of the same image, so that the scanner's scale does not count.
     *
     * @param reference signal of the crus cerebri, above 0
     */
    public static GrayScale ofNeuromelanin(double reference) {
        return new GrayScale(NM_LOW * reference, NM_HIGH * reference);
    }

    /** What is not a number is black. */
    byte shade(double value) {
        double share = (value - black) / (white - black);
        return (byte) Math.round(SHADES * Math.max(0, Math.min(1, Double.isNaN(share) ? 0 : share)));
    }
}

package org.substantia.imaging.nifti;

/**
 * The linear map from stored numbers to values: {@code value = stored * slope + intercept}.
 *
 * @param slope finite and not 0
 * @param intercept finite
 */
public record Scaling(double slope, double intercept) {
    /** Values are the stored numbers. */
    public static final Scaling NONE = new Scaling(1, 0);

    /** @throws IllegalArgumentException if a number is not finite or the slope is 0 */
    public Scaling {
        if (slope == 0 || !Double.isFinite(slope) || !Double.isFinite(intercept)) {
            throw new IllegalArgumentException("not a scaling: slope " + slope + ", intercept " + intercept);
        }
    }

    /** As a header's {@code scl_slope} and {@code scl_inter} mean it: a slope of 0, NaN or infinity scales nothing. */
    static Scaling ofHeader(double slope, double intercept) {
        if (slope == 0 || !Double.isFinite(slope)) {
            return NONE;
        }
        return new Scaling(slope, Double.isFinite(intercept) ? intercept : 0);
    }

    public boolean isNone() {
        return slope == 1 && intercept == 0;
    }
}

package org.substantia.imaging.nifti;

import org.substantia.imaging.Volume;

/**
 * A scaling that spreads a volume's values over the whole range of an integer datatype, so that each comes back within
 * half a step (plus float32's rounding), and 0 as 0 if the values are on both sides of it. Whole numbers that fit as
 * they are stay as they are.
 *
 * @param datatype of up to 32 bits
 * @param scaling representable in NIfTI-1's float32 fields
 */
record ScaledIntegers(Datatype datatype, Scaling scaling) {
    /**
     * @param name what messages call the file
     * @throws NiftiException if a value is NaN or infinite
     * @throws IllegalArgumentException if the datatype has more than 32 bits
     */
    static ScaledIntegers of(String name, Volume volume, Datatype datatype) throws NiftiException {
        if (datatype.bytes() > 4) {
            throw new IllegalArgumentException("float32 values are not stored as " + datatype);
        }
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        boolean whole = true;
        for (float value : volume.data()) {
            if (!Float.isFinite(value)) {
                throw new NiftiException(name, "a volume with NaN or infinite voxels cannot be written as " + datatype);
            }
            min = Math.min(min, value);
            max = Math.max(max, value);
            whole &= value == Math.rint(value);
        }
        if (whole && min >= datatype.min() && max <= datatype.max()) {
            return new ScaledIntegers(datatype, Scaling.NONE);
        }
        if (min == max) {
            return new ScaledIntegers(datatype, new Scaling(1, min));
        }
        // Background that is 0 must stay exactly 0, which an intercept would not let it, at the cost of at most one
        // bit.
        boolean throughZero = min <= 0 && max >= 0 && (datatype.min() < 0 || min == 0);
        double step = throughZero
                ? Math.max(max / datatype.max(), datatype.min() == 0 ? 0 : min / datatype.min())
                : (max - min) / ((double) datatype.max() - datatype.min());
        // Rounded up, so that rounding to float32 does not push the ends out of range.
        float slope = Math.max(Math.nextUp((float) step), Float.MIN_NORMAL);
        float intercept = throughZero ? 0 : (float) (min - datatype.min() * (double) slope);
        return new ScaledIntegers(datatype, new Scaling(slope, intercept));
    }

    /** The integer that stands for a value. */
    long store(float value) {
        long stored = Math.round((value - scaling.intercept()) / scaling.slope());
        return Math.max(datatype.min(), Math.min(datatype.max(), stored));
    }
}

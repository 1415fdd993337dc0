package org.substantia.cohort.validation.duplicates;

/** Arrays brought to mean 0 and length 1, whose dot product is Pearson's correlation. */
final class UnitVector {
    private UnitVector() {}

    /** In place; values that are not finite count as missing and become 0. Returns whether anything varied. */
    static boolean normalize(float[] values) {
        double sum = 0;
        int n = 0;
        for (float value : values) {
            if (Float.isFinite(value)) {
                sum += value;
                n++;
            }
        }
        double mean = sum / n;
        double squares = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.isFinite(values[i]) ? (float) (values[i] - mean) : 0;
            squares += (double) values[i] * values[i];
        }
        if (!(squares > 0)) {
            return false;
        }
        float factor = (float) (1 / Math.sqrt(squares));
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
        return true;
    }

    /** Summed in four parts, which processors can do side by side; always in the same order. */
    static double dot(float[] a, float[] b) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i <= a.length - 4; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        for (; i < a.length; i++) {
            s0 += a[i] * b[i];
        }
        return s0 + s1 + s2 + s3;
    }
}

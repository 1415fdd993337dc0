package org.substantia.segmentation.preprocessing;

import java.util.Arrays;
import org.substantia.cohort.anatomy.Modality;

/**
 * Brings intensities to the scale that the networks were trained on. Susceptibility stays quantitative; the units of T1
 * and NM are arbitrary, so the median of the foreground becomes 0 and its spread 1. Voxels without a value (NaN:
 * outside the field of view; exactly 0: stripped or masked) become 0, the value of no evidence.
 */
public final class Normalization {
    /** Susceptibility that becomes 1, ppb: about the spread between nuclei. */
    private static final float PPB = 60;

    private static final float LIMIT = 5;
    /** One row of voxels of this many is enough for percentiles; whole rows, for they are the same mirrored. */
    private static final int STRIDE = 5;
    /** Voxels below this share of the brightest tissue are air. */
    private static final float AIR = 0.1f;

    private Normalization() {}

    /**
     * Changes {@code values} in place. An image without contrast becomes 0 everywhere. The mirror image along x becomes
     * the mirror image.
     *
     * @param nx voxels along x, the fastest axis
     */
    public static void apply(Modality modality, float[] values, int nx) {
        if (modality == Modality.QSM) {
            scale(values, 0, 1 / PPB);
            return;
        }
        int step = STRIDE * nx;
        float[] some = new float[(values.length / step + 1) * nx];
        int count = 0;
        for (int row = 0; row < values.length; row += step) {
            for (int i = row; i < row + nx; i++) {
                if (values[i] != 0 && !Float.isNaN(values[i])) {
                    some[count++] = values[i];
                }
            }
        }
        Arrays.sort(some, 0, count);
        float air = count == 0 ? 0 : AIR * some[(int) (0.98 * (count - 1))];
        int first = 0;
        while (first < count && some[first] < air) {
            first++;
        }
        int last = count - 1;
        if (last - first < 10) {
            Arrays.fill(values, 0);
            return;
        }
        float median = some[first + (last - first) / 2];
        float spread = (some[first + (int) (0.95 * (last - first))] - some[first + (int) (0.05 * (last - first))]) / 2;
        scale(values, median, spread > 0 ? 1 / spread : 0);
    }

    private static void scale(float[] values, float center, float factor) {
        for (int i = 0; i < values.length; i++) {
            float value = values[i];
            if (value == 0 || Float.isNaN(value)) {
                values[i] = 0;
            } else {
                values[i] = Math.max(-LIMIT, Math.min(LIMIT, (value - center) * factor));
            }
        }
    }
}

package org.substantia.segmentation.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.substantia.cohort.anatomy.Modality;

class NormalizationTest {
    private static float[] tissue(double center, double spread) {
        SplittableRandom random = new SplittableRandom(1);
        float[] values = new float[20_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (center + spread * random.nextGaussian());
        }
        return values;
    }

    @Test
    void unitsAndGainOfMagnitudeImagesDoNotMatter() {
        float[] a = tissue(500, 60);
        float[] b = a.clone();
        for (int i = 0; i < b.length; i++) {
            b[i] *= 0.003f;
        }
        Normalization.apply(Modality.T1, a, 10);
        Normalization.apply(Modality.T1, b, 10);
        for (int i = 0; i < a.length; i += 97) {
            assertThat(b[i]).isCloseTo(a[i], within(1e-4f));
        }
    }

    @Test
    void airAndStrippedVoxelsDoNotMoveTheMedian() {
        float[] tissue = tissue(500, 60);
        float[] head = Arrays.copyOf(tissue, 60_000);
        Arrays.fill(head, 20_000, 40_000, 5f);
        Normalization.apply(Modality.NM, tissue, 10);
        Normalization.apply(Modality.NM, head, 10);
        assertThat(head[123]).isCloseTo(tissue[123], within(0.1f));
        assertThat(head[59_999]).isZero();
    }

    @Test
    void susceptibilityStaysQuantitative() {
        float[] values = {60, -30, 0, Float.NaN, 3000};
        Normalization.apply(Modality.QSM, values, 5);
        assertThat(values).containsExactly(1f, -0.5f, 0f, 0f, 5f);
    }

    @Test
    void anEmptyOrFlatImageBecomesZero() {
        float[] nothing = new float[1000];
        float[] outside = new float[1000];
        Arrays.fill(outside, Float.NaN);
        float[] flat = new float[1000];
        Arrays.fill(flat, 7);
        Normalization.apply(Modality.T1, nothing, 10);
        Normalization.apply(Modality.T1, outside, 10);
        Normalization.apply(Modality.T1, flat, 10);
        assertThat(nothing).containsOnly(0f);
        assertThat(outside).containsOnly(0f);
        assertThat(flat).containsOnly(0f);
    }
}

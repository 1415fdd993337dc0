package org.substantia.foundation.adaptation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.substantia.foundation.roi.SliceStack;

class SliceChoiceTest {
    private static final int[] ALL = {0, 1, 2, 3, 4};
    private static final List<Double> EQUAL = List.of(0.2, 0.2, 0.2, 0.2, 0.2);

    /** Of slices of 2 x 2 pixels, with so many of a nucleus. */
    private static SliceStack stack(int... nucleusPixels) {
        byte[] nuclei = new byte[4 * nucleusPixels.length];
        for (int slice = 0; slice < nucleusPixels.length; slice++) {
            for (int i = 0; i < nucleusPixels[slice]; i++) {
                nuclei[4 * slice + i] = 1;
            }
        }
        return new SliceStack("one", nucleusPixels.length, 2, 2, new byte[nuclei.length], nuclei);
    }

    @Test
    void theLargestWeightDecides() {
        assertThat(SliceChoice.of(List.of(0.1, 0.3, 0.2, 0.2, 0.2), ALL, stack(0, 0, 4, 0, 0)))
                .isEqualTo(1);
    }

    /** Regression: it was the lowest slice, which shows hardly anything of the nuclei. */
    @Test
    void ofEqualWeightsTheSliceThatShowsMostOfTheNucleiDecides() {
        assertThat(SliceChoice.of(EQUAL, ALL, stack(0, 1, 2, 3, 1))).isEqualTo(3);
        // Equal but for rounding.
        assertThat(SliceChoice.of(List.of(0.2000001, 0.2, 0.2, 0.2, 0.1999999), ALL, stack(0, 1, 1, 1, 2)))
                .isEqualTo(4);
    }

    @Test
    void elseTheMiddleOneDoes() {
        assertThat(SliceChoice.of(EQUAL, ALL, new SliceStack("one", 5, 2, 2, new byte[20])))
                .isEqualTo(2);
        assertThat(SliceChoice.of(EQUAL, ALL, stack(0, 2, 0, 0, 2))).isEqualTo(1);
        // As where none of a region's nuclei was found, of which one slice is seen.
        assertThat(SliceChoice.of(EQUAL, new int[] {0}, stack(0, 0, 0, 0, 0))).isZero();
    }
}

package org.substantia.foundation.adaptation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.substantia.foundation.encoder.TokenGrid;
import org.substantia.foundation.roi.SliceStack;
import org.substantia.learning.tensor.Tensors;

class NucleusPoolingTest {
    /** Two slices of two patches side by side, each 2 x 2 pixels; patch tokens are one number wide. */
    private static final TokenGrid GRID = new TokenGrid(1, 2);

    private static final float[] TOKENS = {1, 10, 100, 1000};

    private static SliceStack stack(int... nuclei) {
        byte[] bytes = new byte[nuclei.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) nuclei[i];
        }
        return new SliceStack("one", nuclei.length / 8, 2, 4, new byte[nuclei.length], bytes);
    }

    private static float[] features(SliceStack stack, int first, int count) {
        try (PointerScope scope = new PointerScope()) {
            Tensor tokens = Tensors.of(TOKENS, 2, 2, 1).narrow(0, first, count);
            return Tensors.toFloats(new NucleusPooling(stack, GRID).features(tokens, first));
        }
    }

    @Test
    void aPatchCountsByHowMuchOfTheNucleusItShows() {
        SliceStack stack = stack(0, 1, 1, 1, 0, 0, 0, 2, /* second slice */ 0, 0, 1, 0, 0, 0, 2, 2);
        float[] features = features(stack, 0, 2);
        assertThat((features[0] + features[4]) / 2).isCloseTo((1 + 2 * 10 + 1000) / 4f, within(1e-4f));
        assertThat((features[1] + features[5]) / 2).isCloseTo((10 + 2 * 1000) / 3f, within(1e-3f));
        assertThat(features[2]).isNaN();
        assertThat(features[7]).isNaN();
        // A slice alone adds the same.
        assertThat(features(stack, 1, 1)).containsExactly(features[4], features[5], Float.NaN, Float.NaN);
    }

    @Test
    void slicesShareTheNuclei() {
        assertThat(NucleusPooling.sliceShares(stack(0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0)))
                .containsExactly(0.75, 0.25);
        assertThat(NucleusPooling.sliceShares(stack(new int[16]))).containsExactly(0.5, 0.5);
    }

    @Test
    void aStackWithoutMasksOrOfUnknownNucleiIsRefused() {
        SliceStack without = new SliceStack("one", 1, 2, 4, new byte[8]);
        assertThatThrownBy(() -> new NucleusPooling(without, GRID))
                .hasMessage("one: there are no masks to find its nuclei by");
        assertThatThrownBy(() -> new NucleusPooling(stack(0, 0, 0, 5, 0, 0, 0, 0), GRID))
                .hasMessage("one: nucleus 5 of 4");
    }
}

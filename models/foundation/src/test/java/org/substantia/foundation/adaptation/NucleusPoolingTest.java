package org.substantia.foundation.adaptation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.substantia.base.random.RandomStream;
import org.substantia.foundation.encoder.Features;
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
            int[] slices = IntStream.range(first, first + count).toArray();
            NucleusPooling pooling = new NucleusPooling(stack, GRID);
            return Tensors.toFloats(pooling.features(answer(tokens), slices, new int[] {0, 1}, false));
        }
    }

    private static Features answer(Tensor patches) {
        return new Features(Optional.empty(), Optional.empty(), patches, Optional.empty(), GRID);
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
    void slicesThatWereDrawnStandForAll() {
        SliceStack stack = stack(0, 1, 1, 1, 0, 0, 0, 2, /* second slice */ 0, 0, 1, 0, 0, 0, 0, 0);
        try (PointerScope scope = new PointerScope()) {
            Tensor tokens = Tensors.of(TOKENS, 2, 2, 1);
            NucleusPooling pooling = new NucleusPooling(stack, GRID);
            Tensor second = tokens.narrow(0, 1, 1);
            int[] last = {1};
            assertThat(Tensors.toFloats(pooling.features(answer(second), last, last, false)))
                    .containsExactly(1000, Float.NaN, Float.NaN, Float.NaN);
            // Seen in a mirror the nucleus lies in the other patch.
            assertThat(Tensors.toFloats(pooling.features(answer(second), last, last, true))[0])
                    .isEqualTo(100);
        }
    }

    /** Or one nucleus that was not found would undo the training of the whole encoder. */
    @Test
    void patchesAreTrainedByTheNucleiThatWereFound() {
        try (PointerScope scope = new PointerScope()) {
            Tensor tokens = Tensors.of(TOKENS, 2, 2, 1);
            tokens.set_requires_grad(true);
            NucleusPooling pooling = new NucleusPooling(stack(1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), GRID);
            int[] both = {0, 1};
            Tensor features = pooling.features(answer(tokens), both, both, false);
            features.masked_fill(features.isnan(), new Scalar(0)).sum().backward();
            assertThat(Tensors.toFloats(tokens.grad())).containsExactly(2, 0, 0, 0);
        }
    }

    @Test
    void drawnSlicesShowNucleiAndLieApart() {
        int slices = 12;
        int[] nuclei = new int[slices * 8];
        for (int slice = 2; slice < 10; slice++) {
            nuclei[slice * 8] = 1;
        }
        NucleusPooling pooling = new NucleusPooling(stack(nuclei), GRID);
        RandomStream random = new RandomStream(1);
        Set<Integer> seen = new TreeSet<>();
        for (int i = 0; i < 20; i++) {
            int[] drawn = pooling.draw(4, random);
            assertThat(drawn).hasSize(4).isSorted();
            assertThat(drawn[3] - drawn[0]).isEqualTo(6);
            Arrays.stream(drawn).forEach(seen::add);
        }
        assertThat(seen).containsExactly(2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(pooling.shown()).containsExactly(2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(pooling.draw(9, random)).isEqualTo(pooling.shown());
        assertThat(new NucleusPooling(stack(new int[16]), GRID).shown()).containsExactly(0);
    }

    @Test
    void slicesShareTheNuclei() {
        assertThat(new NucleusPooling(stack(0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0), GRID).shares())
                .containsExactly(0.75, 0.25);
        assertThat(new NucleusPooling(stack(new int[16]), GRID).shares()).containsExactly(0.5, 0.5);
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

package org.substantia.foundation.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.substantia.base.random.RandomStream;
import org.substantia.foundation.encoder.TokenGrid;
import org.substantia.learning.device.Precision;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.tensor.Tensors;

class MaskedAutoencoderTest {
    private static final int ROWS = 4;
    private static final int COLUMNS = 6;
    private static final int PATCH = 8;

    private final MaskedAutoencoder network = new MaskedAutoencoder(EncoderShape.TINY, Precision.FP32);

    private static float[] image(long seed) {
        RandomStream random = new RandomStream(seed);
        float[] values = new float[3 * ROWS * COLUMNS * PATCH * PATCH];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static Tensor tensor(float[] image) {
        return Tensors.of(image, 1, 3, ROWS * PATCH, COLUMNS * PATCH);
    }

    /** Another value in one pixel of a patch. */
    private static float[] changed(float[] image, int patch) {
        float[] other = image.clone();
        int row = patch / COLUMNS * PATCH + 3;
        int column = patch % COLUMNS * PATCH + 5;
        other[row * COLUMNS * PATCH + column] += 2;
        return other;
    }

    @Test
    void onlyShownPatchesAreSeen() {
        float[] image = image(1);
        try (PointerScope scope = new PointerScope();
                NoGradGuard still = new NoGradGuard();
                Device cpu = new Device("cpu");
                Parameters weights = network.initialize(1, cpu)) {
            PatchOrder order = PatchOrder.draw(1, ROWS * COLUMNS, 0.75, new RandomStream(2), cpu);
            float[] restored = Tensors.toFloats(network.restored(tensor(image), order, weights));
            assertThat(restored).hasSize(18 * 3 * PATCH * PATCH);
            float[] hidden = Tensors.toFloats(order.hidden());
            for (float patch : hidden) {
                float[] same = Tensors.toFloats(network.restored(tensor(changed(image, (int) patch)), order, weights));
                assertThat(same).isEqualTo(restored);
            }
            for (float patch : Tensors.toFloats(order.shown())) {
                float[] other = Tensors.toFloats(network.restored(tensor(changed(image, (int) patch)), order, weights));
                assertThat(other).isNotEqualTo(restored);
            }
        }
    }

    /** With nothing but a constant to tell, the loss is the variance of the hidden patches about it. */
    @Test
    void theLossCountsHiddenPatchesOnly() {
        float[] image = image(3);
        try (PointerScope scope = new PointerScope();
                NoGradGuard still = new NoGradGuard();
                Device cpu = new Device("cpu");
                Parameters weights = network.initialize(1, cpu)) {
            weights.get("decoder.leave.weight").zero_();
            PatchOrder order = PatchOrder.draw(1, ROWS * COLUMNS, 0.75, new RandomStream(4), cpu);
            double squares = 0;
            for (float patch : Tensors.toFloats(order.hidden())) {
                for (int c = 0; c < 3; c++) {
                    for (int i = 0; i < PATCH * PATCH; i++) {
                        int row = (int) patch / COLUMNS * PATCH + i / PATCH;
                        int column = (int) patch % COLUMNS * PATCH + i % PATCH;
                        squares += Math.pow(image[(c * ROWS * PATCH + row) * COLUMNS * PATCH + column], 2);
                    }
                }
            }
            double loss =
                    network.loss(tensor(image), new RandomStream(4), weights).item_double();
            assertThat(loss).isCloseTo(squares / (18 * 3 * PATCH * PATCH), within(1e-5));
        }
    }

    @Test
    void positionsAreSinesOfRowsAndColumns() {
        float[] positions = SinePositions.of(new TokenGrid(3, 5), 8);
        int patch = (2 * 5 + 4) * 8;
        assertThat(positions).hasSize(15 * 8);
        assertThat(positions[patch]).isCloseTo((float) Math.sin(2), within(1e-6f));
        assertThat(positions[patch + 1]).isCloseTo((float) Math.sin(0.02), within(1e-6f));
        assertThat(positions[patch + 2]).isCloseTo((float) Math.cos(2), within(1e-6f));
        assertThat(positions[patch + 4]).isCloseTo((float) Math.sin(4), within(1e-6f));
        assertThat(positions[patch + 7]).isCloseTo((float) Math.cos(0.04), within(1e-6f));
    }
}

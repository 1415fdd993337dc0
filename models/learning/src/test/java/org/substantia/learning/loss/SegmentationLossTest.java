package org.substantia.learning.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.substantia.learning.tensor.Tensors;

class SegmentationLossTest {
    private static final float[] DICE = {0, 1, 3};
    private static final float[] LOGITS = {1, 0, -1, 0.5f, 2, 0, -1, 0, 1, 0, 0, 0};
    private static final byte[] LABELS = {0, 1, 2, 1};
    private static final byte[] BORDERS = {0, 1, 0, 0};

    /** Of one voxel after the other, as the loss wants them: (classes, voxels). */
    private static Tensor logits(float[] byVoxel) {
        return Tensors.of(byVoxel, 4, 3).t().contiguous();
    }

    /** The same by the definition, in doubles. */
    private static double expected(byte[] labels, boolean secondPresent) {
        double[][] p = new double[4][3];
        for (int v = 0; v < 4; v++) {
            double sum = 0;
            for (int c = 0; c < 3; c++) {
                sum += Math.exp(LOGITS[v * 3 + c]);
            }
            for (int c = 0; c < 3; c++) {
                p[v][c] = Math.exp(LOGITS[v * 3 + c]) / sum;
            }
        }
        double entropy = 0;
        double weights = 0;
        for (int v = 0; v < 4; v++) {
            double w = 1 + 2 * BORDERS[v];
            entropy -= w * Math.log(p[v][labels[v]]);
            weights += w;
        }
        double dice = 0;
        double shares = 0;
        for (int c = 1; c < (secondPresent ? 3 : 2); c++) {
            double overlap = 0;
            double all = 0;
            for (int v = 0; v < 4; v++) {
                overlap += labels[v] == c ? p[v][c] : 0;
                all += p[v][c] + (labels[v] == c ? 1 : 0);
            }
            dice += DICE[c] * (1 - (2 * overlap + 1) / (all + 1));
            shares += DICE[c];
        }
        return entropy / weights + dice / shares;
    }

    @Test
    void isSoftDicePlusWeightedCrossEntropy() {
        SegmentationLoss loss = new SegmentationLoss(DICE, 2, 1);
        try (PointerScope scope = new PointerScope()) {
            SegmentationLoss.Value value = loss.of(logits(LOGITS), LABELS, BORDERS);

            assertThat(value.loss().item_double()).isCloseTo(expected(LABELS, true), within(1e-5));
            assertThat(value.dice()[1]).isBetween(0f, 1f);
        }
    }

    @Test
    void aClassThatTheExampleLacksDoesNotCount() {
        SegmentationLoss loss = new SegmentationLoss(DICE, 2, 1);
        byte[] labels = {0, 1, 0, 1};
        try (PointerScope scope = new PointerScope()) {
            SegmentationLoss.Value value = loss.of(logits(LOGITS), labels, BORDERS);

            assertThat(value.loss().item_double()).isCloseTo(expected(labels, false), within(1e-5));
            assertThat(value.dice()[2]).isNaN();
        }
    }

    @Test
    void goingDownhillLowersIt() {
        SegmentationLoss loss = new SegmentationLoss(DICE, 0, 1);
        try (PointerScope scope = new PointerScope()) {
            Tensor logits = logits(LOGITS).set_requires_grad(true);
            SegmentationLoss.Value before = loss.of(logits, LABELS, BORDERS);
            before.loss().backward();
            Tensor moved = logits.detach().sub(logits.grad());

            assertThat(loss.of(moved, LABELS, BORDERS).loss().item_double())
                    .isLessThan(before.loss().item_double());
        }
    }

    @Test
    void backgroundAloneIsALossToo() {
        SegmentationLoss loss = new SegmentationLoss(DICE, 0, 1);
        try (PointerScope scope = new PointerScope()) {
            double value =
                    loss.of(logits(LOGITS), new byte[4], new byte[4]).loss().item_double();
            assertThat(value).isPositive().isFinite();
        }
    }

    @Test
    void voxelsFarFromEveryStructureCountAsLittleAsIsSaid() {
        byte[] labels = {0, 0, 1, 2};
        byte[] places = {SegmentationLoss.FAR, 0, 0, 0};
        float[] wrongFarAway = LOGITS.clone();
        wrongFarAway[1] += 4;
        try (PointerScope scope = new PointerScope()) {
            double little = rise(new SegmentationLoss(DICE, 0, 0.05f), wrongFarAway, labels, places);
            double much = rise(new SegmentationLoss(DICE, 0, 1), wrongFarAway, labels, places);
            assertThat(little).isPositive().isLessThan(much);
        }
    }

    private static double rise(SegmentationLoss loss, float[] logits, byte[] labels, byte[] places) {
        return loss.of(logits(logits), labels, places).loss().item_double()
                - loss.of(logits(LOGITS), labels, places).loss().item_double();
    }

    @Test
    void refusesLabelsThatAreNoClass() {
        SegmentationLoss loss = new SegmentationLoss(DICE, 0, 1);
        try (PointerScope scope = new PointerScope()) {
            Tensor logits = logits(LOGITS);
            assertThatThrownBy(() -> loss.of(logits, new byte[] {0, 1, 2, 3}, BORDERS))
                    .hasMessageContaining("label 3");
        }
    }
}

package org.substantia.learning.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.substantia.learning.tensor.Tensors;

class DistillationLossTest {
    private static final float[] LOGITS = {1, 0, -1, 0.5f, 2, 0};
    private static final double[][] TEACHER = {{0.7, 0.2, 0.1}, {0.05, 0.9, 0.05}};
    private static final byte[] PLACES = {SegmentationLoss.AT_BORDER, 0};
    private static final double TEMPERATURE = 2;

    private static Tensor teacher() {
        return Tensors.of(new float[] {0.7f, 0.2f, 0.1f, 0.05f, 0.9f, 0.05f}, 2, 3)
                .t();
    }

    /**
     * One voxel of two classes by hand: the teacher says .8 and .2, whose square roots are as 2 to 1; the student says
     * .5 and .5. The divergence is 2/3 ln(4/3) + 1/3 ln(2/3) = .056633, and four times that with T = 2.
     */
    @Test
    void isTheDivergenceAtTheTemperature() {
        try (PointerScope scope = new PointerScope()) {
            Tensor teacher = Tensors.of(new float[] {0.8f, 0.2f}, 2, 1);
            Tensor student = Tensors.of(new float[] {3, 3}, 2, 1);

            assertThat(new DistillationLoss(2, 0, 1)
                            .of(student, teacher, new byte[1])
                            .item_double())
                    .isCloseTo(0.226532, within(1e-5));
            // .8 ln 1.6 + .2 ln .4
            assertThat(new DistillationLoss(1, 0, 1)
                            .of(student, teacher, new byte[1])
                            .item_double())
                    .isCloseTo(0.192745, within(1e-5));
        }
    }

    /** By the definition, the gradient is T b (p_T - q_T) / sum b. */
    @Test
    void itsGradientIsTheDifferenceOfTheSoftenedProbabilities() {
        double[] weight = {3, 1};
        try (PointerScope scope = new PointerScope()) {
            Tensor logits = Tensors.of(LOGITS, 2, 3).set_requires_grad(true);
            new DistillationLoss(TEMPERATURE, 2, 1)
                    .of(logits.t(), teacher(), PLACES)
                    .backward();

            float[] gradient = Tensors.toFloats(logits.grad());
            for (int v = 0; v < 2; v++) {
                double[] student = new double[3];
                double[] wanted = new double[3];
                double studentSum = 0;
                double wantedSum = 0;
                for (int c = 0; c < 3; c++) {
                    student[c] = Math.exp(LOGITS[v * 3 + c] / TEMPERATURE);
                    wanted[c] = Math.pow(TEACHER[v][c], 1 / TEMPERATURE);
                    studentSum += student[c];
                    wantedSum += wanted[c];
                }
                for (int c = 0; c < 3; c++) {
                    double expected = TEMPERATURE * weight[v] / 4 * (student[c] / studentSum - wanted[c] / wantedSum);
                    assertThat((double) gradient[v * 3 + c]).isCloseTo(expected, within(1e-5));
                }
            }
        }
    }

    @Test
    void isNothingWhereBothAgreeAtAnyTemperature() {
        try (PointerScope scope = new PointerScope()) {
            Tensor logits = Tensors.of(LOGITS, 2, 3).t();
            for (double temperature : new double[] {0.5, 1, 4}) {
                assertThat(new DistillationLoss(temperature, 2, 1)
                                .of(logits, torch.softmax(logits, 0), PLACES)
                                .item_double())
                        .isCloseTo(0, within(1e-5));
            }
        }
    }

    @Test
    void aTeacherThatIsCertainLeavesItFinite() {
        try (PointerScope scope = new PointerScope()) {
            Tensor teacher = Tensors.of(new float[] {1, 0}, 2, 1);
            Tensor student = Tensors.of(new float[] {-50, 50}, 2, 1);
            double loss = new DistillationLoss(1, 0, 1)
                    .of(student, teacher, new byte[1])
                    .item_double();
            assertThat(loss).isFinite().isCloseTo(100, within(0.01));
        }
    }

    @Test
    void refusesATemperatureOfZero() {
        assertThatThrownBy(() -> new DistillationLoss(0, 0, 1)).hasMessageContaining("above 0");
    }
}

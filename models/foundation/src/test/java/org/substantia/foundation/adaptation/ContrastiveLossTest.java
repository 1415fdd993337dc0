package org.substantia.foundation.adaptation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.substantia.base.random.RandomStream;
import org.substantia.learning.tensor.Tensors;

class ContrastiveLossTest {
    /** Two of one answer at an angle whose cosine is 0.6, and one other, who has nobody to be pulled to. */
    @Test
    void itIsWhatPaperAndPencilGive() {
        try (PointerScope scope = new PointerScope()) {
            Tensor embeddings = Tensors.of(new float[] {1, 0, 0.6f, 0.8f, 0, 1}, 3, 2);
            double loss = ContrastiveLoss.of(embeddings, new boolean[] {true, true, false}, 0.5)
                    .orElseThrow()
                    .item_double();
            // -log(e^1.2 / (e^1.2 + e^0)) and -log(e^1.2 / (e^1.2 + e^1.6))
            assertThat(loss).isCloseTo((0.263282 + 0.913015) / 2, within(2e-6));
        }
    }

    @Test
    void itIsEquationTwoTermByTerm() {
        int n = 7;
        int size = 5;
        boolean[] positive = {true, false, true, true, false, false, true};
        RandomStream random = new RandomStream(3);
        float[] numbers = new float[n * size];
        for (int i = 0; i < n; i++) {
            double length = 0;
            for (int k = 0; k < size; k++) {
                numbers[i * size + k] = (float) random.nextGaussian();
                length += numbers[i * size + k] * numbers[i * size + k];
            }
            for (int k = 0; k < size; k++) {
                numbers[i * size + k] /= (float) Math.sqrt(length);
            }
        }
        double expected = 0;
        for (int i = 0; i < n; i++) {
            double others = 0;
            for (int a = 0; a < n; a++) {
                others += a == i ? 0 : Math.exp(product(numbers, size, i, a) / 0.1);
            }
            double sum = 0;
            int same = 0;
            for (int p = 0; p < n; p++) {
                if (p != i && positive[p] == positive[i]) {
                    sum += Math.log(Math.exp(product(numbers, size, i, p) / 0.1) / others);
                    same++;
                }
            }
            expected -= sum / same / n;
        }
        try (PointerScope scope = new PointerScope()) {
            double loss = ContrastiveLoss.of(Tensors.of(numbers, n, size), positive, 0.1)
                    .orElseThrow()
                    .item_double();
            assertThat(loss).isCloseTo(expected, within(1e-4));
        }
    }

    @Test
    void patientsOfWhomNoTwoAreAlikeGiveNone() {
        try (PointerScope scope = new PointerScope()) {
            assertThat(ContrastiveLoss.of(Tensors.of(new float[] {1, 0}, 2, 1), new boolean[] {true, false}, 0.1))
                    .isEmpty();
        }
    }

    private static double product(float[] numbers, int size, int i, int j) {
        double product = 0;
        for (int k = 0; k < size; k++) {
            product += numbers[i * size + k] * numbers[j * size + k];
        }
        return product;
    }
}

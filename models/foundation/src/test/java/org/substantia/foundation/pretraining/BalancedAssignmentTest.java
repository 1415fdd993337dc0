package org.substantia.foundation.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.substantia.base.random.RandomStream;
import org.substantia.learning.tensor.Tensors;

class BalancedAssignmentTest {
    private static final int TOKENS = 12;
    private static final int PROTOTYPES = 5;

    private static float[] shares(float[] nearness, double temperature) {
        try (PointerScope scope = new PointerScope()) {
            return Tensors.toFloats(BalancedAssignment.of(Tensors.of(nearness, TOKENS, PROTOTYPES), temperature));
        }
    }

    private static double ofToken(float[] shares, int token) {
        double sum = 0;
        for (int k = 0; k < PROTOTYPES; k++) {
            sum += shares[token * PROTOTYPES + k];
        }
        return sum;
    }

    private static double ofPrototype(float[] shares, int prototype) {
        double sum = 0;
        for (int i = 0; i < TOKENS; i++) {
            sum += shares[i * PROTOTYPES + prototype];
        }
        return sum;
    }

    @Test
    void tokensAreGivenAwayWholeAndPrototypesGetAboutAsMuch() {
        RandomStream random = new RandomStream(1);
        float[] nearness = new float[TOKENS * PROTOTYPES];
        for (int i = 0; i < nearness.length; i++) {
            // All tokens are nearest to prototype 0.
            nearness[i] = (float) (i % PROTOTYPES == 0 ? 0.6 : random.nextDouble(-0.3, 0.3));
        }

        float[] shares = shares(nearness, 0.1);

        for (int i = 0; i < TOKENS; i++) {
            assertThat(ofToken(shares, i)).isCloseTo(1, within(1e-5));
        }
        for (int k = 0; k < PROTOTYPES; k++) {
            assertThat(ofPrototype(shares, k)).isBetween(0.8 * TOKENS / PROTOTYPES, 1.2 * TOKENS / PROTOTYPES);
        }
    }

    @Test
    void tokensThatAreNearDifferentPrototypesKeepThem() {
        float[] nearness = new float[TOKENS * PROTOTYPES];
        for (int i = 0; i < TOKENS; i++) {
            nearness[i * PROTOTYPES + i % PROTOTYPES] = 1;
        }

        float[] shares = shares(nearness, 0.05);

        for (int i = 0; i < TOKENS; i++) {
            assertThat(shares[i * PROTOTYPES + i % PROTOTYPES]).isGreaterThan(0.99f);
        }
    }

    @Test
    void theLargestAndSmallestNearnessAreStillNumbers() {
        float[] nearness = new float[TOKENS * PROTOTYPES];
        for (int i = 0; i < nearness.length; i++) {
            nearness[i] = i % 2 == 0 ? 1 : -1;
        }
        assertThat(shares(nearness, 0.03)).doesNotContain(Float.NaN);
    }
}

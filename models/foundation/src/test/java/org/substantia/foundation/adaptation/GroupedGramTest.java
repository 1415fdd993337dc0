package org.substantia.foundation.adaptation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.substantia.base.random.RandomStream;

class GroupedGramTest {
    private static final int PATIENTS = 60;

    /** Three groups of two features: the first tells the answer, the second is noise, the third is always the same. */
    private static double[][] rows(double[] targets) {
        RandomStream random = new RandomStream(3);
        double[][] rows = new double[PATIENTS][6];
        for (int i = 0; i < PATIENTS; i++) {
            targets[i] = i % 3 == 0 ? 1 : 0;
            rows[i][0] = 3 * (targets[i] - 1. / 3) + random.nextGaussian();
            for (int k = 1; k < 4; k++) {
                rows[i][k] = random.nextGaussian();
            }
        }
        return rows;
    }

    private static int[] places(int count) {
        return IntStream.range(0, count).toArray();
    }

    @Test
    void aGroupThatGoesWithTheAnswersCountsMost() {
        double[] targets = new double[PATIENTS];
        double[][] rows = rows(targets);
        GroupedGram gram = new GroupedGram(rows, 3);
        double[] weights = gram.weights(places(PATIENTS), targets);
        assertThat(weights[0]).isEqualTo(1);
        assertThat(weights[1]).isBetween(0.2, 0.4);
        assertThat(weights[2]).isEqualTo(0.2);
        assertThat(gram.weight(weights, 1)).isEqualTo(weights[0]);
        assertThat(gram.weight(weights, 2)).isEqualTo(weights[1]);
        double expected = weights[0] * (rows[4][0] * rows[9][0] + rows[4][1] * rows[9][1])
                + weights[1] * (rows[4][2] * rows[9][2] + rows[4][3] * rows[9][3]);
        assertThat(gram.weighted(weights)[4][9]).isCloseTo(expected, within(1e-12));
    }

    @Test
    void aPatientWhoHasNotAnsweredHasNoSay() {
        double[] targets = new double[PATIENTS];
        double[][] rows = rows(targets);
        double[] before = new GroupedGram(rows, 3).weights(places(40), Arrays.copyOf(targets, 40));
        for (int i = 40; i < PATIENTS; i++) {
            rows[i][2] = 100 * targets[i];
        }
        assertThat(new GroupedGram(rows, 3).weights(places(40), Arrays.copyOf(targets, 40)))
                .containsExactly(before);
    }

    @Test
    void oneGroupCountsAsItIs() {
        double[] targets = new double[PATIENTS];
        double[][] rows = rows(targets);
        GroupedGram gram = new GroupedGram(rows, 1);
        double[] weights = gram.weights(places(PATIENTS), targets);
        assertThat(weights).containsExactly(1);
        assertThat(gram.weighted(weights)).isDeepEqualTo(RidgeLogistic.gram(rows));
        // Nor does any group where none goes with the answers.
        assertThat(new GroupedGram(new double[PATIENTS][6], 3).weights(places(PATIENTS), targets))
                .containsExactly(1, 1, 1);
    }
}

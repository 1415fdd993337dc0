package org.substantia.scoring.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.substantia.base.parallel.Workers;
import org.substantia.base.random.RandomStream;

class SignificanceGroupsTest {
    private static final double ALPHA = 0.05;

    private static SignificanceMatrix tests(double[][] scores) {
        List<String> patients =
                IntStream.range(0, scores.length).mapToObj(p -> "p" + p).toList();
        List<String> submissions =
                IntStream.range(0, scores[0].length).mapToObj(s -> "s" + s).toList();
        return SignificanceMatrix.of(
                ScoreMatrix.of(patients, submissions, scores),
                PairedPermutationTest.DEFAULT_PERMUTATIONS,
                1,
                Workers.caller());
    }

    /** Ten patients: always better by 1, which 2 of 1024 signings reach; three pairs, so p = 0.006 after Holm. */
    @Test
    void whoIsAlwaysBetterStandsAlone() {
        double[][] scores = new double[10][];
        for (int p = 0; p < scores.length; p++) {
            double swing = p % 2 == 0 ? 0.1 : -0.1;
            scores[p] = new double[] {1 + swing, 2, 1};
        }
        SignificanceMatrix tests = tests(scores);
        assertThat(tests.adjustedPValue(0, 1)).isEqualTo(3 * 2.0 / 1024);
        assertThat(tests.adjustedPValue(0, 2)).isEqualTo(1);
        assertThat(SignificanceGroups.of(tests, List.of(1, 0, 2), ALPHA).groups())
                .containsExactly(List.of(1), List.of(0), List.of(1));
    }

    @Test
    void equalSubmissionsAndASingleOneAreOneGroup() {
        assertThat(SignificanceGroups.of(tests(new double[][] {{1, 1, 1}, {2, 2, 2}}), List.of(0, 1, 2), ALPHA)
                        .groups())
                .containsExactly(List.of(0), List.of(0), List.of(0));
        assertThat(SignificanceGroups.of(tests(new double[][] {{1}, {2}}), List.of(0), ALPHA)
                        .groups())
                .containsExactly(List.of(0));
    }

    @Test
    void twoShareAGroupIfAndOnlyIfTheirPairDoesNotDiffer() {
        int overlapping = 0;
        for (int seed = 0; seed < 20; seed++) {
            RandomStream random = new RandomStream(seed);
            double[][] scores = new double[12][7];
            for (double[] row : scores) {
                for (int s = 0; s < row.length; s++) {
                    row[s] = 0.4 * s + random.nextGaussian() * (1 + s % 3);
                }
            }
            SignificanceMatrix tests = tests(scores);
            List<Integer> order = List.of(6, 5, 4, 3, 2, 1, 0);
            List<List<Integer>> groups =
                    SignificanceGroups.of(tests, order, 0.2).groups();
            assertThat(groups.get(6)).contains(0);
            for (int i = 0; i < 7; i++) {
                overlapping += groups.get(i).size() > 1 ? 1 : 0;
                for (int j = 0; j < 7; j++) {
                    assertThat(groups.get(i).stream().anyMatch(groups.get(j)::contains))
                            .isEqualTo(i == j || tests.adjustedPValue(i, j) > 0.2);
                }
            }
        }
        assertThat(overlapping).isPositive();
    }
}

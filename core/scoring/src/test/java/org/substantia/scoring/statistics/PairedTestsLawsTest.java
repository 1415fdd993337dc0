package org.substantia.scoring.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.substantia.base.parallel.Workers;

class PairedTestsLawsTest {
    private static final String SEED = "20261123";

    /** Differences in hundredths on either side of the limit of exact counting. */
    @Provide
    Arbitrary<double[]> fewOrMany() {
        return Arbitraries.integers().between(1, 60).flatMap(n -> hundredths(-100, 100, n));
    }

    @Provide
    Arbitrary<double[]> many() {
        return hundredths(-100, 100, 50);
    }

    @Provide
    Arbitrary<double[]> fewSteps() {
        return Arbitraries.integers().between(1, 80).flatMap(n -> hundredths(-6, 6, n));
    }

    @Provide
    Arbitrary<double[]> pValues() {
        return Arbitraries.integers().between(1, 12).flatMap(n -> hundredths(0, 100, n));
    }

    private static Arbitrary<double[]> hundredths(int low, int high, int count) {
        return Arbitraries.integers()
                .between(low, high)
                .array(int[].class)
                .ofSize(count)
                .map(values -> Arrays.stream(values).mapToDouble(v -> v / 100.0).toArray());
    }

    @Property(tries = 100, seed = SEED)
    void thePermutationTestDoesNotMindWhichMethodComesFirst(
            @ForAll("fewOrMany") double[] values, @ForAll @IntRange(max = 1000) int seed) {
        double[] zeros = new double[values.length];
        Workers caller = Workers.caller();
        PairedPermutationTest one = PairedPermutationTest.compare(values, zeros, 200, seed, caller);
        PairedPermutationTest other = PairedPermutationTest.compare(zeros, values, 200, seed, caller);
        assertThat(one.pValue()).isEqualTo(other.pValue()).isGreaterThan(0).isLessThanOrEqualTo(1);
        assertThat(one.meanDifference()).isEqualTo(-other.meanDifference());
    }

    /**
     * So a board's groups, made by the one, and the report of a comparison, made by the other, say the same of labels.
     */
    @Property(tries = 200, seed = SEED)
    void forRightAndWrongLabelsThePermutationTestIsMcNemarsExactTest(@ForAll("outcomes") int[] outcomes) {
        int patients = outcomes.length;
        int[] truth = new int[patients];
        int[] first = Arrays.stream(outcomes).map(o -> o & 1).toArray();
        int[] second = Arrays.stream(outcomes).map(o -> o >> 1).toArray();
        double[] firstRight =
                Arrays.stream(first).mapToDouble(label -> 1 - label).toArray();
        double[] secondRight =
                Arrays.stream(second).mapToDouble(label -> 1 - label).toArray();
        PairedPermutationTest permutation = PairedPermutationTest.compare(firstRight, secondRight, 1, Workers.caller());
        assertThat(permutation.exact()).isTrue();
        assertThat(permutation.pValue())
                .isCloseTo(McNemar.compare(truth, first, second).pValue(), within(1e-12));
    }

    /** Which of two methods labels a patient wrongly: neither, the first, the second or both. */
    @Provide
    Arbitrary<int[]> outcomes() {
        return Arbitraries.integers()
                .between(1, PairedPermutationTest.EXACT_LIMIT)
                .flatMap(n ->
                        Arbitraries.integers().between(0, 3).array(int[].class).ofSize(n));
    }

    @Property(tries = 30, seed = SEED)
    void thePermutationTestIsTheSameOnOneAndThreeThreads(
            @ForAll("many") double[] values, @ForAll @IntRange(max = 1000) int seed) {
        double[] zeros = new double[values.length];
        try (Workers three = Workers.of(3)) {
            assertThat(PairedPermutationTest.compare(values, zeros, 500, seed, three))
                    .isEqualTo(PairedPermutationTest.compare(values, zeros, 500, seed, Workers.caller()));
        }
    }

    @Property(tries = 100, seed = SEED)
    void signedRanksDoNotMindWhichMethodComesFirst(@ForAll("fewSteps") double[] first) {
        double[] zeros = new double[first.length];
        WilcoxonSignedRank one = WilcoxonSignedRank.compare(first, zeros);
        WilcoxonSignedRank other = WilcoxonSignedRank.compare(zeros, first);
        assertThat(one.pValue()).isEqualTo(other.pValue()).isGreaterThan(0).isLessThanOrEqualTo(1);
        assertThat(one.positiveRankSum()).isEqualTo(other.negativeRankSum());
    }

    @Property(tries = 200, seed = SEED)
    void holmsCorrectionNeverLowersAPValueNorSwapsTwo(@ForAll("pValues") double[] p) {
        double[] adjusted = Holm.adjust(p);
        for (int i = 0; i < p.length; i++) {
            assertThat(adjusted[i]).isBetween(p[i], Math.min(1, p[i] * p.length));
            for (int j = 0; j < p.length; j++) {
                if (p[i] <= p[j]) {
                    assertThat(adjusted[i]).isLessThanOrEqualTo(adjusted[j]);
                }
            }
        }
    }

    @Property(tries = 100, seed = SEED)
    void swappingTheMethodsSwapsTheSignOfDeLong(
            @ForAll("fewOrMany") double[] values, @ForAll @IntRange(min = 4, max = 30) int n) {
        int[] truth = new int[n];
        double[] first = new double[n];
        double[] second = new double[n];
        for (int i = 0; i < n; i++) {
            truth[i] = i % 2;
            first[i] = values[i % values.length];
            second[i] = values[(i + 3) % values.length];
        }
        DeLong one = DeLong.compare(truth, first, second).orElseThrow();
        DeLong other = DeLong.compare(truth, second, first).orElseThrow();
        assertThat(one.difference()).isEqualTo(-other.difference());
        assertThat(one.pValue()).isEqualTo(other.pValue());
        assertThat(one.low()).isCloseTo(-other.high(), within(1e-15));
    }
}

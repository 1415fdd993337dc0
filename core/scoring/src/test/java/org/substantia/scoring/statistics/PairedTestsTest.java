package org.substantia.scoring.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.substantia.base.parallel.Workers;

class PairedTestsTest {
    private static final Workers CALLER = Workers.caller();

    static List<Oracle> paired() {
        return Oracle.read(PairedTestsTest.class, "paired");
    }

    static List<Oracle> wilcoxon() {
        return Oracle.read(PairedTestsTest.class, "wilcoxon");
    }

    @ParameterizedTest
    @MethodSource("paired")
    void countsAllSigningsAsScipyDoes(Oracle oracle) {
        PairedPermutationTest test =
                PairedPermutationTest.compare(oracle.doubles("first"), oracle.doubles("second"), 1, CALLER);
        assertThat(test.exact()).isTrue();
        assertThat(test.pValue()).isCloseTo(oracle.value("permutation"), within(1e-12));
    }

    @ParameterizedTest
    @MethodSource("paired")
    void signedRanksOfFewPatientsAreExactWithTiesAndZeros(Oracle oracle) {
        // Whole tenths, so that equal differences are equal in floating point too.
        double scale = oracle.name().endsWith("ties") ? 10 : 1;
        double[] first =
                Arrays.stream(oracle.doubles("first")).map(v -> v * scale).toArray();
        double[] second =
                Arrays.stream(oracle.doubles("second")).map(v -> v * scale).toArray();
        WilcoxonSignedRank test = WilcoxonSignedRank.compare(first, second);
        assertThat(test.exact()).isTrue();
        assertThat(Math.min(test.positiveRankSum(), test.negativeRankSum()))
                .isEqualTo(oracle.value("wilcoxon_statistic"));
        assertThat(test.pValue()).isCloseTo(oracle.value("wilcoxon"), within(1e-12));
    }

    @ParameterizedTest
    @MethodSource("wilcoxon")
    void signedRanksAgreeWithScipy(Oracle oracle) {
        WilcoxonSignedRank test = WilcoxonSignedRank.compare(oracle.doubles("first"), oracle.doubles("second"));
        assertThat(Math.min(test.positiveRankSum(), test.negativeRankSum())).isEqualTo(oracle.value("statistic"));
        assertThat(test.pValue()).isCloseTo(oracle.value("p"), within(1e-9));
    }

    @ParameterizedTest
    @MethodSource("paired")
    void effectSizeIsTheMeanOfTheDifferencesOverTheirDeviation(Oracle oracle) {
        assertThat(EffectSize.paired(oracle.doubles("first"), oracle.doubles("second"))
                        .orElseThrow())
                .isCloseTo(oracle.value("dz"), within(1e-12));
    }

    @Test
    void drawnSigningsApproachTheExactP() {
        SplittableRandom random = new SplittableRandom(4);
        double[] thirty = random.doubles(30, -0.8, 1).toArray();
        double[] more = Arrays.copyOf(thirty, 31);
        more[30] = 1e-9;
        double exact =
                PairedPermutationTest.compare(thirty, new double[30], 1, CALLER).pValue();
        PairedPermutationTest drawn = PairedPermutationTest.compare(more, new double[31], 100_000, 1, CALLER);
        assertThat(drawn.exact()).isFalse();
        assertThat(drawn.signings()).isEqualTo(100_000);
        assertThat(drawn.pValue()).isCloseTo(exact, within(0.005));
    }

    @Test
    void drawnPIsNeverZero() {
        double[] ones = new double[100];
        Arrays.fill(ones, 1);
        assertThat(PairedPermutationTest.compare(ones, new double[100], 999, 1, CALLER)
                        .pValue())
                .isEqualTo(1 / 1000.0);
    }

    @Test
    void rejectsATrueNullHypothesisAboutAsOftenAsItSays() {
        SplittableRandom random = new SplittableRandom(8);
        int rejected = 0;
        for (int trial = 0; trial < 1000; trial++) {
            double[] values = random.doubles(40, -1, 1).toArray();
            if (PairedPermutationTest.compare(values, new double[40], 199, trial, CALLER)
                            .pValue()
                    <= 0.05) {
                rejected++;
            }
        }
        assertThat(rejected).isBetween(25, 80);
    }

    @Test
    void equalScoresGiveNoEvidenceAtAll() {
        double[] same = {0.3, 0.4, 0.5};
        assertThat(PairedPermutationTest.compare(same, same, 1, CALLER).pValue())
                .isEqualTo(1);
        assertThat(WilcoxonSignedRank.compare(same, same).pValue()).isEqualTo(1);
        assertThat(EffectSize.paired(same, same)).isEmpty();
    }

    @Test
    void aShiftOfEveryPatientHasNoEffectSize() {
        double[] first = {0.1, 0.2, 0.3, 0.7};
        double[] second = Arrays.stream(first).map(v -> v - 0.1).toArray();
        assertThat(EffectSize.paired(first, second)).isEmpty();
        assertThat(EffectSize.paired(new double[] {1}, new double[] {0})).isEmpty();
    }

    @Test
    void oneComparisonHoldsAllOfThem() {
        double[] first = new SplittableRandom(1).doubles(50, 0.1, 1).toArray();
        double[] second = new SplittableRandom(2).doubles(50).toArray();
        Bootstrap bootstrap = Bootstrap.seeded(6);
        PairedComparison comparison = PairedComparison.of(first, second, bootstrap, CALLER);
        assertThat(comparison.patients()).isEqualTo(50);
        assertThat(comparison.difference().estimate())
                .isCloseTo(comparison.firstMean() - comparison.secondMean(), within(1e-12));
        assertThat(comparison.permutation()).isEqualTo(PairedPermutationTest.compare(first, second, 6, CALLER));
        assertThat(comparison.wilcoxon()).isEqualTo(WilcoxonSignedRank.compare(first, second));
        assertThat(comparison.effectSize()).isEqualTo(EffectSize.paired(first, second));
    }

    @Test
    void refusesUnequalSamples() {
        assertThatThrownBy(() -> PairedPermutationTest.compare(new double[2], new double[3], 1, CALLER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 and 3");
        assertThatThrownBy(() -> PairedPermutationTest.compare(new double[2], new double[2], 0, 1, CALLER))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> WilcoxonSignedRank.compare(new double[] {Double.POSITIVE_INFINITY}, new double[] {0}))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

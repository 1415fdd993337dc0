package org.substantia.scoring.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClassifierTestsTest {
    static List<Oracle> delong() {
        return Oracle.read(ClassifierTestsTest.class, "delong");
    }

    static List<Oracle> mcnemar() {
        return Oracle.read(ClassifierTestsTest.class, "mcnemar");
    }

    static List<Oracle> holm() {
        return Oracle.read(ClassifierTestsTest.class, "holm");
    }

    @ParameterizedTest
    @MethodSource("delong")
    void delongAgreesWithTheDefinitionByPlacements(Oracle oracle) {
        DeLong test = DeLong.compare(oracle.ints("truth"), oracle.doubles("first"), oracle.doubles("second"))
                .orElseThrow();
        double[] areas = oracle.doubles("areas");
        assertThat(test.firstArea()).isCloseTo(areas[0], within(1e-12));
        assertThat(test.secondArea()).isCloseTo(areas[1], within(1e-12));
        assertThat(test.standardError()).isCloseTo(oracle.value("se"), within(1e-12));
        assertThat(test.z().orElseThrow()).isCloseTo(oracle.value("z"), within(1e-9));
        assertThat(test.pValue().orElseThrow()).isCloseTo(oracle.value("p"), within(1e-10));
        assertThat(test.low()).isCloseTo(oracle.doubles("interval")[0], within(1e-10));
        assertThat(test.high()).isCloseTo(oracle.doubles("interval")[1], within(1e-10));
    }

    @Test
    void delongOfEqualOrdersIsExactlyNoDifference() {
        int[] truth = {0, 1, 0, 1, 1, 0, 0};
        double[] scores = {0.1, 0.9, 0.4, 0.3, 0.7, 0.35, 0.2};
        double[] squares = {0.01, 0.81, 0.16, 0.09, 0.49, 0.1225, 0.04};
        DeLong test = DeLong.compare(truth, scores, squares).orElseThrow();
        assertThat(test.standardError()).isZero();
        assertThat(test.z()).hasValue(0);
        assertThat(test.pValue()).hasValue(1);
    }

    @Test
    void minusZeroTiesWithZero() {
        // Hipparchus ranks them apart, which moved the standard error.
        assertThat(Samples.midRanks(new double[] {0.0, 3, -0.0, -1, 3, 0.0})).containsExactly(3, 5.5, 3, 1, 5.5, 3);
    }

    @Test
    void delongHasNoPValueWhereTheVarianceVanishesButTheDifferenceDoesNot() {
        int[] truth = {0, 0, 0, 1, 1, 1};
        double[] perfect = {0, 0.1, 0.2, 0.7, 0.8, 0.9};
        double[] constant = {1, 1, 1, 1, 1, 1};
        DeLong test = DeLong.compare(truth, perfect, constant).orElseThrow();
        assertThat(test.difference()).isEqualTo(0.5);
        assertThat(test.z()).isEmpty();
        assertThat(test.pValue()).isEmpty();
    }

    @Test
    void delongNeedsTwoPatientsOfEachClass() {
        assertThat(DeLong.compare(new int[] {0, 0, 1}, new double[3], new double[3]))
                .isEmpty();
        assertThat(DeLong.compare(new int[] {1, 1}, new double[2], new double[2]))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("mcnemar")
    void mcnemarAgreesWithStatsmodels(Oracle oracle) {
        int[] n = oracle.ints("counts");
        McNemar test = McNemar.ofCounts(n[0], n[1], n[2], n[3]);
        assertThat(test.pValue()).isCloseTo(oracle.value("p"), within(1e-10));
        assertThat(test.midP()).isCloseTo(oracle.value("mid"), within(1e-10));
    }

    @Test
    void mcnemarAgreesWithThePublishedExample() {
        // Airway hyper-responsiveness before and after transplantation, Fagerland et al. 2013.
        McNemar test = McNemar.ofCounts(1, 1, 7, 12);
        assertThat(test.pValue()).isCloseTo(0.0703, within(5e-5));
        assertThat(test.midP()).isCloseTo(0.0391, within(5e-5));
    }

    @Test
    void mcnemarCountsWhoWasRight() {
        int[] truth = {0, 0, 0, 0, 1, 1, 1};
        int[] first = {0, 0, 1, 1, 1, 1, 0};
        int[] second = {0, 1, 0, 1, 1, 0, 0};
        McNemar test = McNemar.compare(truth, first, second);
        assertThat(test).isEqualTo(McNemar.ofCounts(2, 2, 1, 2));
    }

    @Test
    void mcnemarOfEqualPredictionsGivesNoEvidence() {
        int[] labels = {0, 1, 1};
        McNemar test = McNemar.compare(labels, labels, labels);
        assertThat(test.pValue()).isEqualTo(1);
        assertThat(test.midP()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("holm")
    void holmAgreesWithStatsmodels(Oracle oracle) {
        assertThat(Holm.adjust(oracle.doubles("p"))).containsExactly(oracle.doubles("adjusted"), within(1e-12));
    }

    @Test
    void refusesWhatIsNeitherALabelNorAPValue() {
        assertThatThrownBy(() -> McNemar.compare(new int[] {0, 2}, new int[2], new int[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("patient 1 is 2");
        assertThatThrownBy(() -> McNemar.compare(new int[2], new int[3], new int[2]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DeLong.compare(new int[] {0, 1}, new double[] {0, Double.NaN}, new double[2]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Holm.adjust(new double[] {0.5, 1.5})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Holm.adjust(new double[] {Double.NaN})).isInstanceOf(IllegalArgumentException.class);
    }
}

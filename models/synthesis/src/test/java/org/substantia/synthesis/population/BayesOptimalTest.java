package org.substantia.synthesis.population;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.synthesis.subject.SubjectParameters;

@Tag("slow")
class BayesOptimalTest {
    private static final PopulationModel MODEL = PopulationModel.ruijin();
    private static final BayesOptimal BEST = BayesOptimal.of(MODEL, 0.5);

    @Test
    void bestAccuracyIsEightySevenPercent() {
        assertThat(BEST.accuracy()).isCloseTo(0.87, within(0.02));
        assertThat(BEST.accuracyError()).isLessThan(0.002);
        assertThat(BayesOptimal.accuracy(MODEL, 0.5)).isEqualTo(BEST.accuracy());
    }

    /** Published for QSM and NM together: 0.94 (hbm.26399). */
    @Test
    void bestAurocIsThatOfTheLiteraturesComposite() {
        assertThat(BEST.auroc()).isCloseTo(0.945, within(0.015));
    }

    @Test
    void nigralSusceptibilityHasAnEffectSizeOfOne() {
        assertThat(BEST.nigraEffectSize()).isCloseTo(1.0, within(0.1));
    }

    @Test
    void singleMarkersLieWithinTheLiteraturesRange() {
        assertThat(marker("susceptibility SN").auroc()).isBetween(0.70, 0.81);
        assertThat(marker("NM volume SN").auroc()).isBetween(0.68, 0.81);
        assertThat(marker("NM contrast SN").auroc()).isBetween(0.68, 0.81);
        assertThat(marker("visible nigrosomes").auroc()).isBetween(0.70, 0.81);
        assertThat(BEST.markers())
                .allSatisfy(marker -> assertThat(marker.auroc()).isLessThan(BEST.auroc()));
    }

    /** As in PMC5765262, where it beat the mean susceptibility. */
    @Test
    void shareOfNigraBelow70PpbIsTheBestSingleMarker() {
        double best = marker("share of SN below 70 ppb").auroc();
        assertThat(BEST.markers())
                .allSatisfy(marker -> assertThat(marker.auroc()).isLessThanOrEqualTo(best));
        assertThat(marker("share of SN below 70 ppb").effectSize()).isNegative();
    }

    /** A posterior that says p is right in p of the cases: the likelihood ratio is that of the model. */
    @Test
    void posteriorProbabilitiesAreCalibrated() {
        BayesClassifier classifier = new BayesClassifier(MODEL, 0.3);
        SubjectSampler sampler = new SubjectSampler(MODEL, 11, 0.3, Confounding.NONE);
        int bins = 5;
        double[] expected = new double[bins];
        double[] found = new double[bins];
        double[] count = new double[bins];
        for (int i = 1; i <= 20_000; i++) {
            SubjectParameters subject = sampler.sample(i);
            double p = classifier.probability(subject);
            int bin = Math.min(bins - 1, (int) (p * bins));
            expected[bin] += p;
            found[bin] += subject.diagnosis() == Diagnosis.PARKINSON ? 1 : 0;
            count[bin]++;
        }
        for (int bin = 0; bin < bins; bin++) {
            double tolerance = 4 * Math.sqrt(0.25 / count[bin]);
            assertThat(found[bin] / count[bin]).isCloseTo(expected[bin] / count[bin], within(tolerance));
        }
    }

    @Test
    void rarerDiseaseIsEasierToCallRightByPrevalenceAlone() {
        BayesOptimal rare = BayesOptimal.of(MODEL, 0.1, 10_000, 3, Workers.caller());
        assertThat(rare.accuracy()).isGreaterThan(0.9);
        assertThat(rare.auroc()).isCloseTo(BEST.auroc(), within(0.015));
    }

    @Test
    void figuresDoNotDependOnTheNumberOfThreads() {
        try (Workers two = Workers.of(2)) {
            assertThat(BayesOptimal.of(MODEL, 0.5, 5_000, 3, two))
                    .isEqualTo(BayesOptimal.of(MODEL, 0.5, 5_000, 3, Workers.caller()));
        }
    }

    @Test
    void rejectsPrevalencesThatLeaveOneDiagnosis() {
        assertThatThrownBy(() -> BayesOptimal.of(MODEL, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BayesOptimal.of(MODEL, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    /** The table of docs/explanation/subject-model.md. */
    @Test
    void describesEveryMarkerInATable() {
        String table = BEST.describe();
        assertThat(table).startsWith("Bayes-optimal accuracy 0.87").contains("susceptibility SN");
        assertThat(table.lines().count()).isEqualTo(1 + BEST.markers().size());
    }

    private static BayesOptimal.Marker marker(String name) {
        return BEST.markers().stream()
                .filter(marker -> marker.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}

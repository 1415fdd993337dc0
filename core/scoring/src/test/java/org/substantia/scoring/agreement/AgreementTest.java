package org.substantia.scoring.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.scoring.segmentation.GridMismatchException;
import org.substantia.scoring.statistics.Interval;
import org.substantia.scoring.statistics.IntraclassCorrelation;

class AgreementTest {
    private static final Geometry GRID = Geometry.axisAligned(12, 6, 1, 1, 1, 2);

    private static LabelMap bar(int label, int from, int to) {
        byte[] labels = new byte[GRID.voxelCount()];
        for (int x = from; x < to; x++) {
            labels[GRID.index(x, 2, 0)] = (byte) label;
        }
        return LabelMap.ofBytes(GRID, labels);
    }

    /** Brighter to the right. */
    private static Volume ramp() {
        Volume volume = Volume.zeros(GRID);
        for (int i = 0; i < volume.data().length; i++) {
            volume.data()[i] = 10 * GRID.x(i);
        }
        return volume;
    }

    /** The example of Shrout and Fleiss (1979), table 2: four judges, six targets; ICC(2,1) = .29. */
    @Test
    void intraclassCorrelationIsThatOfShroutAndFleiss() {
        double[][] ratings = {{9, 2, 5, 8}, {6, 1, 3, 2}, {8, 4, 6, 8}, {7, 1, 2, 6}, {10, 5, 6, 9}, {6, 2, 4, 7}};
        assertThat(IntraclassCorrelation.of(ratings).orElseThrow()).isCloseTo(0.2898, within(5e-5));
    }

    @Test
    void intraclassCorrelationNeedsSubjectsAndSpread() {
        assertThat(IntraclassCorrelation.of(new double[0][])).isEmpty();
        assertThat(IntraclassCorrelation.of(new double[][] {{1, 2}})).isEmpty();
        assertThat(IntraclassCorrelation.of(new double[][] {{3, 3}, {3, 3}})).isEmpty();
        // A tenth of it ten times is not quite the number.
        double[][] alike = new double[10][2];
        for (double[] subject : alike) {
            Arrays.fill(subject, 2653.3665);
        }
        assertThat(IntraclassCorrelation.of(alike)).isEmpty();
        assertThat(IntraclassCorrelation.interval(alike, 0.95)).isEmpty();
        assertThat(IntraclassCorrelation.of(new double[][] {{1, 1}, {2, 2}}).orElseThrow())
                .isEqualTo(1);
        assertThatThrownBy(() -> IntraclassCorrelation.of(new double[][] {{1, 2}, {1}}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** What the package psych of R gives for the same example: .019 to .76; the second from SciPy's F distribution. */
    @Test
    void itsIntervalIsThatOfShroutAndFleiss() {
        double[][] ratings = {{9, 2, 5, 8}, {6, 1, 3, 2}, {8, 4, 6, 8}, {7, 1, 2, 6}, {10, 5, 6, 9}, {6, 2, 4, 7}};
        Interval interval = IntraclassCorrelation.interval(ratings, 0.95).orElseThrow();
        assertThat(interval.estimate()).isCloseTo(0.2897638, within(1e-7));
        assertThat(interval.low()).isCloseTo(0.0187865, within(1e-6));
        assertThat(interval.high()).isCloseTo(0.7610844, within(1e-6));
        double[][] volumes = {{412, 430}, {380, 371}, {455, 470}, {300, 330}, {398, 401}, {350, 362}, {441, 425}};
        Interval two = IntraclassCorrelation.interval(volumes, 0.95).orElseThrow();
        assertThat(two.low()).isCloseTo(0.7492175, within(1e-6));
        assertThat(two.high()).isCloseTo(0.9903575, within(1e-6));
        // Nothing is left to estimate it from.
        assertThat(IntraclassCorrelation.interval(new double[][] {{1, 2}, {2, 3}, {5, 6}}, 0.95))
                .isEmpty();
        assertThat(IntraclassCorrelation.interval(new double[][] {{1, 2}}, 0.95))
                .isEmpty();
    }

    @Test
    void intervalsNeedFiveCases() {
        List<List<NucleusComparison>> cases = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            assertThat(NucleusAgreement.table(cases).stream()
                            .map(row -> row.intervals().dice()))
                    .allMatch(Optional::isEmpty);
            cases.add(RaterComparison.of(LabelScheme.NM, ramp(), bar(1, 1, 3 + i), bar(1, 1, 3 + (i * i) % 5)));
        }
        NucleusAgreement row = NucleusAgreement.table(cases).get(0);
        assertThat(row.intervals().dice().orElseThrow().contains(row.dice())).isTrue();
        assertThat(row.intervals().volumeCorrelation().orElseThrow().estimate())
                .isEqualTo(row.volumeCorrelation().orElseThrow());
        assertThat(row.intervals().hausdorff95Mm().orElseThrow().level()).isEqualTo(0.95);
    }

    @Test
    void comparesVolumeAndMeanValue() {
        List<NucleusComparison> comparison = RaterComparison.of(LabelScheme.NM, ramp(), bar(1, 2, 6), bar(1, 3, 7));
        NucleusComparison right = comparison.get(0);
        assertThat(right.nucleus()).isEqualTo(Nucleus.SN_R);
        assertThat(right.dice()).isEqualTo(0.75);
        assertThat(right.hausdorff95Mm()).isCloseTo(1, within(0.4));
        assertThat(right.first()).isEqualTo(new DrawnNucleus(8, OptionalDouble.of(35)));
        assertThat(right.second().meanValue()).hasValue(45);
        assertThat(comparison.get(1).drawn()).isFalse();
    }

    @Test
    void whatWasNotMeasuredHasNoShareInMeans() {
        Volume image = ramp();
        image.data()[GRID.index(5, 2, 0)] = Float.NaN;
        List<NucleusComparison> comparison = RaterComparison.of(LabelScheme.NM, image, bar(1, 2, 6), bar(1, 5, 6));
        NucleusComparison right = comparison.get(0);
        assertThat(right.first()).isEqualTo(new DrawnNucleus(8, OptionalDouble.of(30)));
        assertThat(right.second()).isEqualTo(new DrawnNucleus(2, OptionalDouble.empty()));

        List<List<NucleusComparison>> cases = new ArrayList<>(List.of(
                RaterComparison.of(LabelScheme.NM, image, bar(1, 2, 4), bar(1, 2, 4)),
                RaterComparison.of(LabelScheme.NM, image, bar(1, 7, 9), bar(1, 7, 9))));
        OptionalDouble measured = NucleusAgreement.table(cases).get(0).meanValueCorrelation();
        cases.add(comparison);
        NucleusAgreement row = NucleusAgreement.table(cases).get(0);
        assertThat(row.cases()).isEqualTo(3);
        assertThat(row.hausdorff95Mm().orElseThrow()).isPositive();
        assertThat(row.meanValueCorrelation()).isEqualTo(measured).hasValue(1);
    }

    @Test
    void theTableLeavesOutWhatNobodyDrew() {
        List<NucleusAgreement> table = NucleusAgreement.table(List.of(
                RaterComparison.of(LabelScheme.NM, ramp(), bar(1, 2, 6), bar(1, 2, 6)),
                RaterComparison.of(LabelScheme.NM, ramp(), bar(1, 3, 9), bar(1, 3, 9)),
                RaterComparison.of(LabelScheme.NM, ramp(), bar(1, 4, 6), bar(2, 4, 6))));
        assertThat(table).hasSize(2);
        assertThat(table.get(0).cases()).isEqualTo(3);
        assertThat(table.get(0).dice()).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(table.get(0).hausdorff95Mm()).hasValue(0);
        assertThat(table.get(0).meanValueCorrelation()).hasValue(1);
        assertThat(table.get(0).volumeDifference()).isCloseTo(-2.0 / 3, within(1e-12));
        assertThat(table.get(1).nucleus()).isEqualTo(Nucleus.SN_L);
        assertThat(table.get(1).meanValueCorrelation()).isEmpty();
        assertThat(NucleusAgreement.table(List.of())).isEmpty();
    }

    @Test
    void theImageMustBeOnTheMasksGrid() {
        Volume other = Volume.zeros(Geometry.axisAligned(2, 2, 2, 1, 1, 1));
        assertThatThrownBy(() -> RaterComparison.of(LabelScheme.NM, other, bar(1, 2, 3), bar(1, 2, 3)))
                .isInstanceOf(GridMismatchException.class);
    }
}

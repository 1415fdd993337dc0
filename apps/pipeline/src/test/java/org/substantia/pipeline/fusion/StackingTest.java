package org.substantia.pipeline.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.substantia.base.random.RandomStream;
import org.substantia.base.random.Shuffle;

class StackingTest {
    /** Log-odds of two classifiers of so much information each. */
    private static final class Patients {
        final double[] biomarkers;
        final double[] encoder;
        final boolean[] parkinson;

        Patients(int count, double ofBiomarkers, double ofEncoder, long seed) {
            RandomStream random = new RandomStream(seed);
            biomarkers = new double[count];
            encoder = new double[count];
            parkinson = new boolean[count];
            for (int i = 0; i < count; i++) {
                parkinson[i] = i % 2 == 0;
                biomarkers[i] = draw(ofBiomarkers, parkinson[i], random);
                encoder[i] = draw(ofEncoder, parkinson[i], random);
            }
        }

        /** Of two normal distributions that lie d deviations apart, x has the log-odds d x. */
        private static double draw(double d, boolean positive, RandomStream random) {
            return d * (random.nextGaussian() + (positive ? d / 2 : -d / 2));
        }

        Stacking stacking() {
            return Stacking.fit(biomarkers, encoder, parkinson);
        }
    }

    @Test
    void anEncoderThatKnowsNothingCountsNothingAndTheBiomarkersStand() {
        for (long seed = 0; seed < 20; seed++) {
            Patients patients = new Patients(200, 1.5, 1.5, seed);
            // No information, but opinions: log-odds of another patient.
            int[] other = Shuffle.indices(200, new RandomStream(seed + 100));
            double[] strangers =
                    Arrays.stream(other).mapToDouble(i -> patients.encoder[i]).toArray();
            Stacking stacking = Stacking.fit(patients.biomarkers, strangers, patients.parkinson);
            assertThat(stacking.usesEncoder()).as("seed %d", seed).isFalse();
            assertThat(stacking.probability(Stacking.logOdds(0.73), 5)).isCloseTo(0.73, within(1e-12));
        }
    }

    @Test
    void twoGoodClassifiersAreBothUsedAndTheProbabilityIsCalibrated() {
        Patients patients = new Patients(2000, 1.5, 1.5, 1);
        Stacking stacking = patients.stacking();

        // Independent evidence adds up.
        assertThat(stacking.weight()).isGreaterThanOrEqualTo(0.5);
        assertThat(stacking.slope()).isBetween(0.85, 1.3);
        double expected = 0;
        int positive = 0;
        for (int i = 0; i < 2000; i++) {
            expected += stacking.probability(patients.biomarkers[i], patients.encoder[i]);
            positive += patients.parkinson[i] ? 1 : 0;
        }
        assertThat(expected).isCloseTo(positive, within(5.0));
    }

    @Test
    void aFarBetterEncoderCounts() {
        assertThat(new Patients(400, 0.3, 3, 2).stacking().weight()).isGreaterThanOrEqualTo(0.5);
    }

    @Test
    void theFirstOfSeveralGoodWeightsIsTaken() {
        Patients patients = new Patients(2000, 1.5, 1.5, 3);
        // Twice the same opinion: no weight is better than another.
        Stacking same = Stacking.fit(patients.biomarkers, patients.biomarkers, patients.parkinson);

        assertThat(same.weight()).isZero();
    }

    @Test
    void sharesAndSlopesAreChecked() {
        assertThatThrownBy(() -> new Stacking(1.5, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Stacking(0.5, Double.NaN, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}

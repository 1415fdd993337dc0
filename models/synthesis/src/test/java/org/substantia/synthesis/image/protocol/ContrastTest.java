package org.substantia.synthesis.image.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.substantia.base.json.JsonFiles;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.synthesis.image.labels.RenderClass;

class ContrastTest {
    private static double t1(RenderClass renderClass) {
        return Relaxation.of(renderClass).signal(PulseSequence.T1);
    }

    private static double nm(RenderClass renderClass) {
        return Relaxation.of(renderClass).signal(PulseSequence.NM);
    }

    @Test
    void t1OrdersTissuesAsASpoiledGradientEchoDoes() {
        assertThat(t1(RenderClass.FAT)).isGreaterThan(t1(RenderClass.WHITE_MATTER));
        assertThat(t1(RenderClass.ARTERY)).isGreaterThan(t1(RenderClass.WHITE_MATTER));
        assertThat(t1(RenderClass.WHITE_MATTER)).isGreaterThan(t1(RenderClass.CORTEX));
        assertThat(t1(RenderClass.CORTEX)).isGreaterThan(t1(RenderClass.VENTRICLE));
        assertThat(t1(RenderClass.VENTRICLE)).isGreaterThan(t1(RenderClass.CORTICAL_BONE));
        for (Nucleus nucleus : Nucleus.values()) {
            assertThat(t1(RenderClass.of(nucleus))).isBetween(t1(RenderClass.CORTEX), t1(RenderClass.WHITE_MATTER));
        }
        assertThat(t1(RenderClass.AIR)).isZero();
    }

    /** Signals relative to the putamen, 0, and white matter, 1; pallidum .6 to .8 in five MPRAGE scans of OASIS. */
    @Test
    void anInversionMakesThePallidumNearlyAsBrightAsWhiteMatter() {
        // ADNI's protocol at 3 T: repetition 2300, inversion time 900 to the middle of the train, 9 degrees.
        MprageSequence sequence = new MprageSequence(270, 176, 7.1, 9, 3, 780);
        double putamen = sequence.signal(Relaxation.of(RenderClass.PUT_L));
        double white = sequence.signal(Relaxation.of(RenderClass.WHITE_MATTER));
        assertThat((sequence.signal(Relaxation.of(RenderClass.GP_L)) - putamen) / (white - putamen))
                .isBetween(0.6, 0.85);
        assertThat((t1(RenderClass.GP_L) - t1(RenderClass.PUT_L))
                        / (t1(RenderClass.WHITE_MATTER) - t1(RenderClass.PUT_L)))
                .isLessThan(0.6);
        assertThat(sequence.signal(Relaxation.of(RenderClass.VENTRICLE))).isLessThan(0.5 * putamen);
        assertThat(putamen / white).isBetween(0.5, 0.8);
        assertThat(sequence.signal(Relaxation.of(RenderClass.AIR))).isZero();
    }

    /** Steady state by brute force: twenty repetitions, excitation by excitation. */
    @Test
    void theSteadyStateIsThatOfManyRepetitions() {
        MprageSequence sequence = new MprageSequence(100, 120, 8, 10, 4, 600);
        Relaxation tissue = Relaxation.of(RenderClass.THALAMUS);
        double flip = Math.toRadians(10);
        double magnetization = 1;
        double middle = 0;
        for (int repetition = 0; repetition < 20; repetition++) {
            magnetization = relaxed(-magnetization, 100, tissue);
            for (int excitation = 0; excitation < 120; excitation++) {
                if (excitation == 60) {
                    middle = magnetization;
                }
                magnetization = relaxed(magnetization * Math.cos(flip), 8, tissue);
            }
            magnetization = relaxed(magnetization, 600, tissue);
        }
        double expected = tissue.protonDensity() * middle * Math.sin(flip) * Math.exp(-4 / tissue.t2Star());
        assertThat(sequence.signal(tissue)).isCloseTo(expected, within(1e-9));
    }

    private static double relaxed(double magnetization, double ms, Relaxation tissue) {
        return 1 - (1 - magnetization) * Math.exp(-ms / tissue.t1());
    }

    @Test
    void realisticT1ScansAreTheChallengesAndRandomizedOnesOftenPrepared() {
        int bright = 0;
        for (long seed = 0; seed < 400; seed++) {
            assertThat(pallidum(AcquisitionDomain.REALISTIC, seed)).isLessThan(0.75);
            bright += pallidum(AcquisitionDomain.RANDOMIZED, seed) > 0.75 ? 1 : 0;
        }
        assertThat(bright).isBetween(80, 280);
    }

    /** In eleven real scans it lies at -.30 to -.51; in randomized ones it was as bright as the putamen. */
    @Test
    void theCaudateOfRandomizedT1ScansIsDarkerThanThePutamen() {
        List<Double> places = new ArrayList<>();
        for (long seed = 0; seed < 400; seed++) {
            ClassValues signal =
                    ImagingSampler.sample(AcquisitionDomain.RANDOMIZED, seed).t1Signal();
            double putamen = signal.get(RenderClass.PUT_L);
            places.add((signal.get(RenderClass.CN_L) - putamen) / (signal.get(RenderClass.WHITE_MATTER) - putamen));
        }
        places.sort(null);
        assertThat(places.get(200)).isBetween(-0.5, -0.2);
    }

    /** A border that the protocol draws and no scan shows was a visible edge, most of all in wide contrasts. */
    @Test
    void theThalamusGoesOnWhereItsTracedPartEnds() {
        for (long seed = 0; seed < 50; seed++) {
            ClassValues signal =
                    ImagingSampler.sample(AcquisitionDomain.RANDOMIZED, seed).t1Signal();
            assertThat(signal.get(RenderClass.THALAMUS))
                    .isCloseTo((signal.get(RenderClass.TH_R) + signal.get(RenderClass.TH_L)) / 2, within(1e-6));
        }
    }

    private static double pallidum(AcquisitionDomain domain, long seed) {
        ClassValues signal = ImagingSampler.sample(domain, seed).t1Signal();
        double putamen = signal.get(RenderClass.PUT_L);
        return (signal.get(RenderClass.GP_L) - putamen) / (signal.get(RenderClass.WHITE_MATTER) - putamen);
    }

    @Test
    void magnetizationTransferFlattensTheBrainAndLeavesFluidDark() {
        double t1Ratio = t1(RenderClass.CORTEX) / t1(RenderClass.WHITE_MATTER);
        double nmRatio = nm(RenderClass.CORTEX) / nm(RenderClass.WHITE_MATTER);
        assertThat(t1Ratio).isLessThan(0.9);
        assertThat(nmRatio).isBetween(0.97, 1.1);
        assertThat(nm(RenderClass.VENTRICLE) / nm(RenderClass.CORTEX)).isLessThan(0.95);
        assertThat(nm(RenderClass.ARTERY) / nm(RenderClass.CORTEX)).isGreaterThan(1.3);
    }

    @Test
    void realisticCasesHaveAllThreeImagesAndMoveByAboutAVoxelAtMost() {
        for (long seed = 0; seed < 200; seed++) {
            ImagingParameters p = ImagingSampler.sample(AcquisitionDomain.REALISTIC, seed);
            assertThat(p.t1().present() && p.qsm().present() && p.nm().present())
                    .isTrue();
            assertThat(p.nm().motion().shiftMm()).allMatch(v -> Math.abs(v) <= 1.0);
            assertThat(p.qsm().motion().shiftMm()).containsOnly(0.0);
            assertThat(RenderClass.values()).allMatch(c -> p.nmSignal().get(c) >= 0);
        }
    }

    @Test
    void randomizedCasesMissImagesAtTimesButNeverAll() {
        int missing = 0;
        for (long seed = 0; seed < 400; seed++) {
            ImagingParameters p = ImagingSampler.sample(AcquisitionDomain.RANDOMIZED, seed);
            int present = (p.t1().present() ? 1 : 0) + (p.qsm().present() ? 1 : 0) + (p.nm().present() ? 1 : 0);
            assertThat(present).isPositive();
            missing += present < 3 ? 1 : 0;
        }
        assertThat(missing).isBetween(100, 180);
    }

    @Test
    void parametersAreRecordedInFullAndTheSameForTheSameSeed() throws IOException {
        String first = JsonFiles.text(ImagingSampler.sample(AcquisitionDomain.RANDOMIZED, 9));
        assertThat(JsonFiles.text(ImagingSampler.sample(AcquisitionDomain.RANDOMIZED, 9)))
                .isEqualTo(first);
        assertThat(first).contains("\"whiteMatter\"", "\"putL\"", "\"nmSnR\"", "\"shiftMm\"", "\"streakPpb\"");
        assertThat(first).doesNotContain("NaN", "Infinity");
    }

    @Test
    void tablesThatLackAClassAreRejected() {
        ImagingParameters p = ImagingSampler.sample(AcquisitionDomain.REALISTIC, 1);
        ClassValues tooFew = new ClassValues(Map.of(RenderClass.AIR, 1.0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ImagingParameters(
                        1,
                        p.domain(),
                        p.t1(),
                        p.qsm(),
                        p.nm(),
                        tooFew,
                        p.tissuePpb(),
                        p.nmSignal(),
                        p.qsmArtifacts(),
                        false,
                        0,
                        0))
                .withMessageContaining("one number per class");
    }

    @Test
    void nucleiStandOutByThemselvesInRandomizedMapsOnly() {
        int own = 0;
        for (long seed = 0; seed < 200; seed++) {
            ImagingParameters.QsmArtifacts realistic =
                    ImagingSampler.sample(AcquisitionDomain.REALISTIC, seed).qsmArtifacts();
            ImagingParameters.QsmArtifacts randomized =
                    ImagingSampler.sample(AcquisitionDomain.RANDOMIZED, seed).qsmArtifacts();
            assertThat(realistic.contrast(Nucleus.CN_L)).isEqualTo(1);
            assertThat(randomized.contrast(Nucleus.CN_L))
                    .isBetween(0.25, 1.5)
                    .isEqualTo(randomized.contrast(Nucleus.CN_R));
            own += randomized.contrast(Nucleus.CN_L) != randomized.contrast(Nucleus.GP_L) ? 1 : 0;
        }
        assertThat(own).isBetween(70, 130);
    }
}

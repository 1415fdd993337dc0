package org.substantia.synthesis.image.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.synthesis.anatomy.Tissue;
import org.substantia.synthesis.image.detail.CrusCerebriVoxels;
import org.substantia.synthesis.image.labels.FineLabels;
import org.substantia.synthesis.image.labels.RenderLabels;
import org.substantia.synthesis.image.protocol.AcquisitionDomain;
import org.substantia.synthesis.image.protocol.ImagingParameters;
import org.substantia.synthesis.image.protocol.ImagingSampler;
import org.substantia.synthesis.subject.NigraParameters;
import org.substantia.synthesis.subject.NucleusParameters;
import org.substantia.synthesis.subject.SubjectParameters;

@Tag("slow")
class ImageSynthesizerTest {
    private static final RenderLabels LABELS = HeadPhantom.labels(2);

    private static SyntheticImages render(SubjectParameters subject, ImagingParameters imaging, Workers workers) {
        return ImageSynthesizer.render(LABELS, subject, imaging, workers);
    }

    /** Images that several tests look at and none changes. */
    private static final Map<Integer, SyntheticImages> REALISTIC = new ConcurrentHashMap<>();

    private static SyntheticImages realistic(int seed) {
        return REALISTIC.computeIfAbsent(
                seed,
                s -> render(
                        HeadPhantom.subject(s),
                        ImagingSampler.sample(AcquisitionDomain.REALISTIC, s),
                        Workers.caller()));
    }

    /** A sagittal grid lost a side of the head. */
    @Test
    void theFieldOfViewIsCutBelowAndAboveWhicheverAxisRunsUpwards() {
        // Posterior, superior, right: 2 mm.
        Geometry sagittal = new Geometry(5, 8, 6, Affine.of(0, 0, 2, 0, -2, 0, 0, 0, 0, 2, 0, 0));
        Geometry downwards = new Geometry(6, 5, 8, Affine.scaling(2, 2, -2, 0, 0, 0));
        for (Geometry grid : List.of(sagittal, downwards)) {
            Volume image = Volume.zeros(grid);
            Arrays.fill(image.data(), 1);
            byte[] mask = new byte[grid.voxelCount()];
            Arrays.fill(mask, (byte) 3);
            double[] lowest = grid.point(0);
            double bottom = Math.min(lowest[2], grid.point(grid.voxelCount() - 1)[2]);

            ImageSynthesizer.cut(List.of(image), List.of(mask), 3, 5, grid);

            for (int i = 0; i < mask.length; i++) {
                double height = grid.point(i)[2] - bottom;
                boolean kept = height >= 3 && 14 - height >= 5;
                assertThat(mask[i]).isEqualTo((byte) (kept ? 3 : 0));
                assertThat(image.data()[i]).isEqualTo(kept ? 1 : 0);
            }
        }
    }

    private static double mean(float[] image, LabelMap mask, int label) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < image.length; i++) {
            if (mask.get(i) == label) {
                sum += image[i];
                count++;
            }
        }
        return sum / count;
    }

    private static double brainMedian(float[] nm, float[] qsm) {
        float[] values = new float[nm.length];
        int count = 0;
        for (int i = 0; i < nm.length; i++) {
            if (qsm[i] != 0) {
                values[count++] = nm[i];
            }
        }
        Arrays.sort(values, 0, count);
        return values[count / 2];
    }

    @Test
    void meanSusceptibilityInTheMasksIsTheSubjects() {
        for (int seed = 1; seed <= 3; seed++) {
            SyntheticImages images = realistic(seed);
            for (NucleusParameters nucleus : HeadPhantom.subject(seed).nuclei()) {
                assertThat(mean(
                                images.qsm().orElseThrow().data(),
                                images.qsmMask(),
                                nucleus.nucleus().qsmLabel()))
                        .as("case %d, %s", seed, nucleus.nucleus())
                        .isCloseTo(nucleus.susceptibilityPpb(), within(2.0));
            }
        }
    }

    @Test
    void meanNmSignalInTheMasksIsTheSubjectsRelativeToTheBrainsMedian() {
        for (int seed = 1; seed <= 3; seed++) {
            SyntheticImages images = realistic(seed);
            float[] nm = images.nm().orElseThrow().data();
            double brain = brainMedian(nm, images.qsm().orElseThrow().data());
            for (NucleusParameters nucleus : HeadPhantom.subject(seed).nuclei()) {
                assertThat(mean(nm, images.qsmMask(), nucleus.nucleus().qsmLabel()) / brain)
                        .as("case %d, %s", seed, nucleus.nucleus())
                        .isCloseTo(nucleus.nmSignal(), within(0.012));
            }
        }
    }

    @Test
    void theNigraTracedInNmIsBrighterThanTheCrusByTheSubjectsContrast() {
        SubjectParameters subject = HeadPhantom.subject(2);
        ImagingParameters still = still(ImagingSampler.sample(AcquisitionDomain.REALISTIC, 2));
        SyntheticImages images = render(subject, still, Workers.caller());
        float[] nm = images.nm().orElseThrow().data();
        FineLabels fine = new FineLabels(LABELS);
        CrusCerebriVoxels crus = new CrusCerebriVoxels(fine);
        double sum = 0;
        int count = 0;
        for (int z = 0; z < LABELS.target().nz(); z++) {
            for (int y = 0; y < LABELS.target().ny(); y++) {
                for (int x = 0; x < LABELS.target().nx(); x++) {
                    if (crus.share(x, y, 2 * z) > 0.75f && crus.share(x, y, 2 * z + 1) > 0.75f) {
                        sum += nm[LABELS.target().index(x, y, z)];
                        count++;
                    }
                }
            }
        }
        assertThat(count).isGreaterThan(30);
        for (Nucleus nucleus : List.of(Nucleus.SN_R, Nucleus.SN_L)) {
            double contrast = mean(nm, images.nmMask(), nucleus.nmLabel().orElseThrow()) / (sum / count) - 1;
            assertThat(contrast).isCloseTo(subject.nigra(nucleus.side()).nmContrast(), within(0.015));
        }
    }

    @Test
    void theCrusIsLookedForInTheSamePlaceOnAnObliqueGrid() {
        Geometry axial = HeadPhantom.target();
        double angle = Math.toRadians(25);
        Geometry oblique = new Geometry(
                axial.nx(),
                axial.ny(),
                axial.nz(),
                Affine.rotation(0, Math.cos(angle), Math.sin(angle)).compose(axial.affine()));
        FineLabels fine = new FineLabels(HeadPhantom.labels(oblique, 1));
        BoundingBox box = new CrusCerebriVoxels(fine).box();
        double[] right = fine.center(Nucleus.SN_R);
        double[] left = fine.center(Nucleus.SN_L);
        int around = 0;
        for (int i = 0; i < oblique.voxelCount(); i++) {
            double[] p = oblique.affine().apply(oblique.x(i), oblique.y(i), oblique.z(i));
            if (Math.min(distance(p, right), distance(p, left)) < 14) {
                around++;
                assertThat(oblique.x(i)).isBetween(box.minX(), box.maxX());
                assertThat(oblique.y(i)).isBetween(box.minY(), box.maxY());
                assertThat(oblique.z(i)).isBetween(box.minZ(), box.maxZ());
            }
        }
        assertThat(around).isGreaterThan(1000);
    }

    private static double distance(double[] p, double[] q) {
        return Math.sqrt(Math.pow(p[0] - q[0], 2) + Math.pow(p[1] - q[1], 2) + Math.pow(p[2] - q[2], 2));
    }

    /** The same with T1 and NM taken without ghosts, the head held still. */
    private static ImagingParameters still(ImagingParameters p) {
        return new ImagingParameters(
                p.seed(),
                p.domain(),
                still(p.t1()),
                p.qsm(),
                still(p.nm()),
                p.t1Signal(),
                p.tissuePpb(),
                p.nmSignal(),
                p.qsmArtifacts(),
                p.skullStripped(),
                p.cutBelowMm(),
                p.cutAboveMm());
    }

    private static ImagingParameters.Scan still(ImagingParameters.Scan s) {
        return new ImagingParameters.Scan(
                true,
                s.signal(),
                ImagingParameters.Ghost.NONE,
                new ImagingParameters.Resolution(s.resolution().psfVoxels(), 1),
                ImagingParameters.Motion.NONE);
    }

    @Test
    void nigrosomeAndIronRichRegionMoveSignalButNotTheMean() {
        SubjectParameters subject = HeadPhantom.subject(1);
        NigraParameters n = subject.rightNigra();
        ImagingParameters imaging = ImagingSampler.sample(AcquisitionDomain.REALISTIC, 1);
        float[] shown = render(withRightNigra(subject, n, true), imaging, Workers.caller())
                .qsm()
                .orElseThrow()
                .data();
        SyntheticImages hidden = render(withRightNigra(subject, n, false), imaging, Workers.caller());
        float[] without = hidden.qsm().orElseThrow().data();
        assertThat(mean(shown, hidden.qsmMask(), 11)).isCloseTo(mean(without, hidden.qsmMask(), 11), within(0.2));
        double lowest = 0;
        for (int i = 0; i < shown.length; i++) {
            if (hidden.qsmMask().get(i) == 11) {
                lowest = Math.min(lowest, shown[i] - without[i]);
            }
        }
        assertThat(lowest).isLessThan(-20);
    }

    private static SubjectParameters withRightNigra(SubjectParameters s, NigraParameters n, boolean nigrosome) {
        NigraParameters nigra = new NigraParameters(
                n.nmVolumeMm3(),
                n.nmContrast(),
                n.ventrolateralGradient(),
                n.highIronFraction(),
                n.highIronExtraPpb(),
                nigrosome,
                0.1,
                nigrosome ? 60 : 0);
        return new SubjectParameters(
                s.caseNumber(),
                s.age(),
                s.sex(),
                s.diagnosis(),
                s.moreAffected(),
                s.nuclei(),
                nigra,
                s.leftNigra(),
                s.scanner());
    }

    @Test
    void sameBytesOnAnyNumberOfThreads() {
        ImagingParameters imaging = ImagingSampler.sample(AcquisitionDomain.RANDOMIZED, 7);
        SyntheticImages one = render(HeadPhantom.subject(1), imaging, Workers.caller());
        try (Workers workers = Workers.of(3)) {
            SyntheticImages three = render(HeadPhantom.subject(1), imaging, workers);
            assertThat(data(three.t1())).isEqualTo(data(one.t1()));
            assertThat(data(three.qsm())).isEqualTo(data(one.qsm()));
            assertThat(data(three.nm())).isEqualTo(data(one.nm()));
            assertThat(three.qsmMask().toIntArray()).isEqualTo(one.qsmMask().toIntArray());
            assertThat(three.nmMask().toIntArray()).isEqualTo(one.nmMask().toIntArray());
        }
    }

    private static float[] data(Optional<Volume> volume) {
        return volume.map(Volume::data).orElse(new float[0]);
    }

    @Test
    void anotherSeedGivesOtherNoiseButTheSameMasks() {
        SubjectParameters subject = HeadPhantom.subject(1);
        SyntheticImages a = realistic(1);
        SyntheticImages b = render(subject, ImagingSampler.sample(AcquisitionDomain.REALISTIC, 2), Workers.caller());
        assertThat(a.qsm().orElseThrow().data())
                .isNotEqualTo(b.qsm().orElseThrow().data());
        assertThat(a.qsmMask().toIntArray()).isEqualTo(b.qsmMask().toIntArray());
    }

    @Test
    void susceptibilityIsZeroOutsideTheBrainAndDefinedInEveryNucleus() {
        SyntheticImages images = realistic(1);
        float[] qsm = images.qsm().orElseThrow().data();
        int inside = 0;
        int outsideHead = 0;
        int missedNuclei = 0;
        for (int z = 0; z < LABELS.target().nz(); z++) {
            for (int y = 0; y < LABELS.target().ny(); y++) {
                for (int x = 0; x < LABELS.target().nx(); x++) {
                    int i = LABELS.target().index(x, y, z);
                    int tissue = LABELS.tissue().get(x, y, 2 * z);
                    boolean head = tissue != Tissue.AIR.label()
                            && tissue != Tissue.SKIN.label()
                            && tissue != Tissue.SOFT_TISSUE.label();
                    inside += qsm[i] != 0 ? 1 : 0;
                    outsideHead += qsm[i] != 0 && !head ? 1 : 0;
                    missedNuclei += qsm[i] == 0 && images.qsmMask().get(i) != 0 ? 1 : 0;
                }
            }
        }
        assertThat(outsideHead).isZero();
        assertThat(missedNuclei).isZero();
        assertThat(inside * LABELS.target().voxelVolumeMm3() / 1000).isBetween(500.0, 1100.0);
    }

    @Test
    void noVoxelIsNaNInEitherDomain() {
        for (int seed = 1; seed <= 2; seed++) {
            for (AcquisitionDomain domain : AcquisitionDomain.values()) {
                SyntheticImages images =
                        render(HeadPhantom.subject(seed), ImagingSampler.sample(domain, seed), Workers.caller());
                images.t1().ifPresent(ImageSynthesizerTest::assertFinite);
                images.qsm().ifPresent(ImageSynthesizerTest::assertFinite);
                images.nm().ifPresent(ImageSynthesizerTest::assertFinite);
            }
        }
    }

    private static void assertFinite(Volume volume) {
        for (float v : volume.data()) {
            if (!Float.isFinite(v)) {
                throw new AssertionError("a voxel is " + v);
            }
        }
    }

    @Test
    void noiseInAirIsRayleighDistributed() {
        ImagingParameters imaging = still(ImagingSampler.sample(AcquisitionDomain.REALISTIC, 3));
        float[] t1 = render(HeadPhantom.subject(3), imaging, Workers.caller())
                .t1()
                .orElseThrow()
                .data();
        double sigma = imaging.t1().signal().noise() * imaging.t1().signal().gain();
        double sum = 0;
        double squares = 0;
        int count = 0;
        for (int z = 2; z < 38; z++) {
            for (int y = 0; y < 4; y++) {
                for (int x = 0; x < 112; x++) {
                    double v = t1[LABELS.target().index(x, y, z)];
                    sum += v;
                    squares += v * v;
                    count++;
                }
            }
        }
        assertThat(sum / count / sigma).isCloseTo(Math.sqrt(Math.PI / 2), within(0.03));
        assertThat(squares / count / (sigma * sigma)).isCloseTo(2, within(0.06));
    }

    @Test
    void whatIsCutFromTheFieldOfViewIsMissingInImagesAndMasks() {
        ImagingParameters p = ImagingSampler.sample(AcquisitionDomain.REALISTIC, 1);
        ImagingParameters cut = new ImagingParameters(
                p.seed(),
                p.domain(),
                p.t1(),
                p.qsm(),
                p.nm(),
                p.t1Signal(),
                p.tissuePpb(),
                p.nmSignal(),
                p.qsmArtifacts(),
                true,
                45,
                0);
        SyntheticImages images = render(HeadPhantom.subject(1), cut, Workers.caller());
        int slices = (int) Math.ceil(45 / 3.5);
        int below = LABELS.target().index(0, 0, slices);
        float[] t1 = images.t1().orElseThrow().data();
        assertThat(Arrays.copyOf(t1, below)).containsOnly(0);
        assertThat(Arrays.copyOf(images.qsmMask().toIntArray(), below)).containsOnly(0);
        assertThat(images.qsmMask().counts()).doesNotContainKeys(15, 16).containsKeys(1, 2, 3, 4);
        assertThat(t1[LABELS.target().index(2, 2, 20)]).as("stripped").isZero();
        assertThat(t1[LABELS.target().index(56, 70, 20)]).isPositive();
    }

    @Test
    void masksKeepTheVolumesOfTheFineLabels() {
        for (int oversampling = 1; oversampling <= 3; oversampling++) {
            RenderLabels labels = HeadPhantom.labels(oversampling);
            SyntheticImages images = ImageSynthesizer.render(
                    labels,
                    HeadPhantom.subject(1),
                    ImagingSampler.sample(AcquisitionDomain.REALISTIC, 1),
                    Workers.caller());
            double voxel = labels.target().voxelVolumeMm3();
            double fineVoxel = labels.fineGrid().voxelVolumeMm3();
            labels.nuclei().counts().forEach((label, count) -> assertThat(
                            images.qsmMask().counts().get(label) * voxel / (count * fineVoxel))
                    .as("label %d", label)
                    .isBetween(0.90, 1.10));
        }
    }
}

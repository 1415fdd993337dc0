package org.substantia.segmentation.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.layout.CohortException;
import org.substantia.cohort.scan.CaseScans;
import org.substantia.cohort.scan.ScanReader;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.segmentation.Phantom;
import org.substantia.segmentation.plan.LabelSet;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.quality.QcFlag;
import org.substantia.segmentation.quality.QcStatus;
import org.substantia.segmentation.quality.StructureQuality;

class SegmenterTest {
    /** On the fine network's lattice. */
    private static final Geometry RAS = new Geometry(100, 100, 72, Affine.scaling(2, 2, 2, -99, -99, -71));

    private static final Geometry SLAB = new Geometry(90, 90, 14, Affine.scaling(-1.5, 1.5, 2.5, 66, -66, -18));
    private static final SegmentationPlan PLAN = Phantom.plan();
    private static final LabelSet NUCLEI = PLAN.labelSets().get(0);
    private static final LabelSet NIGRA = PLAN.labelSets().get(1);

    @TempDir
    Path folder;

    @Test
    void putsEachLabelSetOnTheGridOfItsImage() throws IOException {
        image("QSM", RAS);
        image("T1", RAS);
        image("NM", SLAB);
        Phantom phantom = Phantom.straight(4, -6, 8);

        Segmentation segmentation = segment(phantom, RAS);

        assertThat(segmentation.maps()).extracting(PredictedMap::name).containsExactly("QSM_pred", "NM_pred");
        LabelMap qsm = labels(segmentation, "QSM_pred");
        assertThat(qsm.geometry()).isEqualTo(RAS);
        assertThat(Phantom.agreement(qsm, phantom.labels(NUCLEI, RAS))).isEqualTo(1);
        LabelMap nm = labels(segmentation, "NM_pred");
        assertThat(nm.geometry().sameGrid(SLAB, 1e-3)).isTrue();
        assertThat(Phantom.agreement(nm, phantom.labels(NIGRA, SLAB))).isGreaterThan(0.75);
        assertThat(segmentation.labels(LabelScheme.QSM)).contains(qsm);
        assertThat(segmentation.labels(LabelScheme.NM)).contains(nm);
    }

    @Test
    void aCaseOfOneImageGetsItsNucleiThere() throws IOException {
        image("T1", RAS);
        Segmentation segmentation = segment(Phantom.straight(0, 0, 0), RAS);
        assertThat(segmentation.maps()).extracting(PredictedMap::name).containsExactly("T1_pred");
        assertThat(labels(segmentation, "T1_pred").counts()).hasSize(16);
    }

    @Test
    void aCaseOfNmAloneGetsBothLabelSets() throws IOException {
        image("NM", RAS);
        Segmentation segmentation = segment(Phantom.straight(0, 0, 0), RAS);
        assertThat(segmentation.maps())
                .extracting(PredictedMap::name)
                .containsExactlyInAnyOrder("NM_nuclei_pred", "NM_pred");
        assertThat(labels(segmentation, "NM_pred").counts()).hasSize(2);
        assertThat(labels(segmentation, "NM_nuclei_pred").counts()).hasSize(16);
    }

    @Test
    void turnsTheFineGridWithATurnedHead() throws IOException {
        image("QSM", RAS);
        Phantom phantom = Phantom.nodding(22, 0, 0, 0);
        Segmentation segmentation = segment(phantom, RAS);
        assertThat(segmentation.location().isTurned()).isTrue();
        assertThat(segmentation.location().turnDegrees()).isCloseTo(22, within(2.0));
        assertThat(Phantom.agreement(labels(segmentation, "QSM_pred"), phantom.labels(NUCLEI, RAS)))
                .isGreaterThan(0.7);
    }

    @Test
    void aHeadCutByTheFieldOfViewIsSegmentedAsFarAsItIsSeen() throws IOException {
        Geometry lower = new Geometry(100, 100, 24, Affine.scaling(2, 2, 2, -99, -99, -31));
        image("QSM", lower);
        Phantom phantom = Phantom.straight(0, 0, 0);
        Segmentation segmentation = segment(phantom, lower);
        assertThat(Phantom.agreement(labels(segmentation, "QSM_pred"), phantom.labels(NUCLEI, lower)))
                .isGreaterThan(0.95);
        assertThat(structure(segmentation, "CN_l").flags()).contains(QcFlag.CUT);
    }

    @Test
    void saysWhenNothingIsFound() throws IOException {
        image("QSM", RAS);
        Phantom empty = new Phantom(Phantom.straight(0, 0, 0).headToWorld(), Map.of());
        assertThatExceptionOfType(CohortException.class)
                .isThrownBy(() -> segment(empty, RAS))
                .withMessageStartingWith("a: no deep gray matter was found in [QSM]");
    }

    @Test
    void passesOnWhatTheNetworksThrow() throws IOException {
        image("QSM", RAS);
        // Networks that expect another grid throw.
        assertThatIllegalStateException().isThrownBy(() -> segment(Phantom.straight(0, 0, 0), SLAB));
    }

    @Test
    void sameScansGiveTheSameLabelsOnAnyNumberOfThreads() throws IOException {
        image("QSM", RAS);
        image("NM", SLAB);
        Segmentation first = segment(Phantom.straight(1, 2, 3), RAS);
        try (Workers workers = Workers.of(3)) {
            Segmentation second =
                    segmenter(Phantom.straight(1, 2, 3), RAS, workers).segment(scans());
            assertThat(labels(second, "NM_pred").toIntArray())
                    .isEqualTo(labels(first, "NM_pred").toIntArray());
        }
    }

    @Test
    void describesEachStructureAndTimesItsStages() throws IOException {
        image("QSM", RAS);
        Segmentation segmentation = segment(Phantom.straight(0, 0, 0), RAS);
        assertThat(segmentation.seconds()).containsOnlyKeys("localize", "segment", "export");
        StructureQuality caudate = structure(segmentation, "CN_r");
        assertThat(caudate.label()).isEqualTo(1);
        double ball = 4 / 3.0 * Math.PI * Math.pow(Phantom.RADIUS, 3);
        assertThat(caudate.volumeMm3()).isCloseTo(ball, within(0.25 * ball));
        assertThat(caudate.confidence().orElseThrow()).isGreaterThan(0.7);
        assertThat(caudate.flags()).contains(QcFlag.IMPLAUSIBLE_VOLUME);
        assertThat(segmentation.status()).isEqualTo(QcStatus.REVIEW);
        assertThat(segmentation.flagged()).contains("CN_r");
    }

    private Segmentation segment(Phantom phantom, Geometry reference) throws IOException {
        try (Workers workers = Workers.of(2)) {
            return segmenter(phantom, reference, workers).segment(scans());
        }
    }

    private static Segmenter segmenter(Phantom phantom, Geometry reference, Workers workers) {
        return new Segmenter(new PhantomNetworks(phantom, reference), SegmentationOptions.defaults(), workers);
    }

    private CaseScans scans() throws IOException {
        return ScanReader.read(Cohort.open(folder).cases().get(0));
    }

    private void image(String name, Geometry geometry) throws IOException {
        Path file = folder.resolve("a").resolve(name + ".nii.gz");
        Files.createDirectories(file.getParent());
        SplittableRandom random = new SplittableRandom(1);
        Volume volume = Volume.zeros(geometry);
        for (int v = 0; v < volume.data().length; v++) {
            volume.data()[v] = 50 + random.nextInt(100);
        }
        Nifti.write(file, volume);
    }

    private static LabelMap labels(Segmentation segmentation, String name) {
        return segmentation.maps().stream()
                .filter(map -> map.name().equals(name))
                .findFirst()
                .orElseThrow()
                .onOwnGrid();
    }

    private static StructureQuality structure(Segmentation segmentation, String name) {
        List<StructureQuality> structures = segmentation.maps().get(0).structures();
        return structures.stream()
                .filter(s -> s.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}

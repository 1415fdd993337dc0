package org.substantia.diagnosis.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.io.ByteSource;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.statistics.PublishedReference;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.testing.SharedData;

class CohortStatisticsTest {
    @TempDir
    Path top;

    private CohortStatistics measure(Path path) throws IOException {
        Cohort cohort = Cohort.open(path);
        return CohortStatistics.of(cohort, cohort.labels(), Workers.caller(), () -> {});
    }

    @Test
    void measuresVolumesAndSusceptibility() throws IOException {
        BoxCases.writeCase(top, "a", 1);

        CaseMeasures a = measure(top).cases().get(0);

        double voxelCm3 = 0.0045;
        assertThat(a.get(Quantity.VOLUME, Nucleus.CN_R)).hasValue(512 * voxelCm3);
        assertThat(a.get(Quantity.VOLUME, Nucleus.STN_L).orElseThrow()).isCloseTo(20 * voxelCm3, within(1e-9));
        assertThat(a.get(Quantity.QSM, Nucleus.RN_L)).hasValue(140);
        assertThat(a.get(Quantity.NM_VOLUME, Nucleus.SN_R).orElseThrow()).isCloseTo(108 * voxelCm3, within(1e-9));
        assertThat(a.get(Quantity.SNPC_VOLUME, Nucleus.SN_R).orElseThrow()).isCloseTo(72 * voxelCm3, within(1e-9));
        assertThat(a.get(Quantity.NM_VOLUME, Nucleus.RN_R)).isEmpty();
        assertThat(a.diagnosis()).isEmpty();
    }

    @Test
    void refusesToMeasureInAMaskThatLiesElsewhere() throws IOException {
        Path a = BoxCases.writeCase(top, "a", 1);
        BoxCases.writeCase(top, "b", 2);
        Geometry lost = new Geometry(48, 60, 24, Affine.identity());
        Nifti.write(a.resolve("QSM_mask.nii.gz"), LabelMap.ofBytes(lost, BoxCases.nuclei()));

        CohortStatistics statistics = measure(top);

        assertThat(statistics.cases()).extracting(CaseMeasures::id).containsExactly("b");
        assertThat(statistics.failures()).hasSize(1);
        assertThat(statistics.failures().get(0).message()).contains("QSM_mask.nii.gz: lies on another grid than");
    }

    @Test
    void aFaultOfTheProgramInOneCaseDoesNotStopTheOthers() throws IOException {
        BoxCases.writeCase(top, "a", 1);
        CaseFolder sound = Cohort.open(top).cases().get(0);
        ByteSource faulty = new ByteSource() {
            @Override
            public String name() {
                return "faulty";
            }

            @Override
            public InputStream open() {
                throw new IllegalStateException("not foreseen");
            }
        };
        CaseFolder other =
                new CaseFolder("b", "b", Map.of(), Map.of(LabelScheme.QSM, faulty), Map.of(), Optional.empty());

        CohortStatistics statistics = CohortStatistics.of(
                Cohort.of("two", List.of(sound, other)), Optional.empty(), Workers.caller(), () -> {});

        assertThat(statistics.cases()).extracting(CaseMeasures::id).containsExactly("a");
        assertThat(statistics.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.caseId()).isEqualTo("b");
            assertThat(failure.fault()).containsInstanceOf(IllegalStateException.class);
        });
    }

    @Test
    void convertsSusceptibilityFromPartsPerMillion() throws IOException {
        Path a = BoxCases.writeCase(top, "a", 1);
        Volume qsm = BoxCases.qsm(BoxCases.nuclei());
        for (int i = 0; i < qsm.data().length; i++) {
            qsm.data()[i] /= 1000;
        }
        Nifti.write(a.resolve("QSM.nii.gz"), qsm);

        assertThat(measure(top).cases().get(0).get(Quantity.QSM, Nucleus.DN_R).orElseThrow())
                .isCloseTo(150, within(1e-3));
    }

    @Test
    void intensitiesAreRelativeToTheMedianOfTheBrain() throws IOException {
        Path a = BoxCases.writeCase(top, "a", 1);
        byte[] nuclei = BoxCases.nuclei();
        float[] nm = BoxCases.head(1).data();
        for (int i = 0; i < nm.length; i++) {
            nm[i] = nuclei[i] == 11 ? 240 : nm[i] > 0 ? 200 : 0;
        }
        // A bright scalp around the brain must not matter: the susceptibility map is zero there.
        Volume qsm = BoxCases.qsm(nuclei);
        for (int i = 0; i < nm.length; i++) {
            if (i % BoxCases.GRID.nx() < 5) {
                nm[i] = 5000;
                qsm.data()[i] = 0;
            }
        }
        Nifti.write(a.resolve("NM.nii.gz"), new Volume(BoxCases.GRID, nm));
        Nifti.write(a.resolve("QSM.nii.gz"), qsm);

        CaseMeasures measures = measure(top).cases().get(0);

        assertThat(measures.get(Quantity.NM, Nucleus.SN_R).orElseThrow()).isCloseTo(1.2, within(1e-6));
        assertThat(measures.get(Quantity.NM, Nucleus.SN_L).orElseThrow()).isCloseTo(1, within(1e-6));
    }

    @Test
    void intensitiesAreRelativeToTheForegroundWithoutABrainMask() throws IOException {
        Path a = BoxCases.writeCase(top, "a", 1);
        Files.delete(a.resolve("QSM.nii.gz"));

        CaseMeasures measures = measure(top).cases().get(0);

        assertThat(measures.get(Quantity.T1, Nucleus.TH_L).orElseThrow()).isBetween(0.5, 1.5);
        assertThat(measures.get(Quantity.QSM, Nucleus.TH_L)).isEmpty();
    }

    @Test
    void bringsLabelsOntoAnImageOfAnotherGrid() throws IOException {
        Path a = BoxCases.writeCase(top, "a", 1);
        Geometry finer = new Geometry(96, 120, 48, Affine.scaling(-0.75, 0.75, 1, 36.375, -45.375, -24.5));
        float[] data = new float[finer.voxelCount()];
        for (int i = 0; i < data.length; i++) {
            double x = finer.affine().applyX(i % 96, 0, 0);
            data[i] = x > 0 ? 50 : 20;
        }
        Nifti.write(a.resolve("QSM.nii.gz"), new Volume(finer, data));

        CaseMeasures measures = measure(top).cases().get(0);

        assertThat(measures.get(Quantity.QSM, Nucleus.GP_R)).hasValue(50);
        assertThat(measures.get(Quantity.QSM, Nucleus.GP_L)).hasValue(20);
    }

    @Test
    void leavesOutTheParsCompactaWhereTheMasksHaveNoCommonGrid() throws IOException {
        Path a = BoxCases.writeCase(top, "a", 1);
        Geometry grid = BoxCases.GRID;
        Geometry moved = new Geometry(grid.nx(), grid.ny(), grid.nz(), Affine.scaling(-1.5, 1.5, 2, 37, -45, -24));
        Nifti.write(a.resolve("NM_mask.nii.gz"), LabelMap.ofBytes(moved, BoxCases.nigra()));

        CaseMeasures measures = measure(top).cases().get(0);

        assertThat(measures.get(Quantity.SNPC_VOLUME, Nucleus.SN_L)).isEmpty();
        assertThat(measures.get(Quantity.NM_VOLUME, Nucleus.SN_L)).isPresent();
    }

    /** They counted as 0 and as whole, in the mean beside the published one. */
    @Test
    void aNucleusOutsideOrAtTheBorderOfTheFieldOfViewHasNoVolume() throws IOException {
        Path a = BoxCases.writeCase(top, "a", 1);
        // SN, RN and DN lie in slices 14 to 16, the others in 3 to 10, but for STN; the NM nigra in 15 to 17.
        BoundingBox upTo15 = new BoundingBox(0, 0, 0, BoxCases.GRID.nx() - 1, BoxCases.GRID.ny() - 1, 15);
        BoundingBox upTo10 = new BoundingBox(0, 0, 0, BoxCases.GRID.nx() - 1, BoxCases.GRID.ny() - 1, 10);
        LabelMap nuclei = LabelMap.ofBytes(BoxCases.GRID, BoxCases.nuclei());
        LabelMap nigra = LabelMap.ofBytes(BoxCases.GRID, BoxCases.nigra());
        for (String image : new String[] {"T1", "QSM", "NM"}) {
            Files.delete(a.resolve(image + ".nii.gz"));
        }
        Nifti.write(a.resolve("QSM_mask.nii.gz"), nuclei.crop(upTo15));
        Nifti.write(a.resolve("NM_mask.nii.gz"), nigra.crop(upTo15));

        CaseMeasures cut = measure(top).cases().get(0);
        Nifti.write(a.resolve("QSM_mask.nii.gz"), nuclei.crop(upTo10));
        CaseMeasures outside = measure(top).cases().get(0);

        for (CaseMeasures measures : List.of(cut, outside)) {
            assertThat(measures.get(Quantity.VOLUME, Nucleus.RN_R)).isEmpty();
            assertThat(measures.get(Quantity.VOLUME, Nucleus.SN_L)).isEmpty();
            assertThat(measures.get(Quantity.NM_VOLUME, Nucleus.SN_L)).isEmpty();
            assertThat(measures.get(Quantity.SNPC_VOLUME, Nucleus.SN_L)).isEmpty();
        }
        assertThat(cut.get(Quantity.VOLUME, Nucleus.CN_R)).hasValue(512 * 0.0045);
    }

    @Test
    void summarizesByDiagnosisAndReportsCasesThatFail() throws IOException {
        for (String id : new String[] {"a", "b", "c", "d", "e"}) {
            BoxCases.writeCase(top, id, id.charAt(0));
        }
        Files.writeString(top.resolve("labels.csv"), "patient_id,label\na,0\nb,1\nc,1\ne,1\n");
        Files.writeString(top.resolve("e/QSM_mask.nii.gz"), "broken");
        byte[] larger = BoxCases.nuclei();
        BoxCases.fill(larger, 2, 50, 10, 2, 5, 10, 13);
        Nifti.write(top.resolve("b/QSM_mask.nii.gz"), LabelMap.ofBytes(BoxCases.GRID, larger));
        AtomicInteger done = new AtomicInteger();
        Cohort cohort = Cohort.open(top);

        CohortStatistics statistics;
        try (Workers workers = Workers.of(3)) {
            statistics = CohortStatistics.of(cohort, cohort.labels(), workers, done::incrementAndGet);
        }

        assertThat(done).hasValue(5);
        assertThat(statistics).isEqualTo(measure(top));
        assertThat(statistics.failures()).hasSize(1).allSatisfy(failure -> assertThat(failure.message())
                .contains("QSM_mask"));
        Summary patients = statistics.summary(Quantity.VOLUME, Nucleus.RN_R, Optional.of(Diagnosis.PARKINSON));
        assertThat(patients.n()).isEqualTo(2);
        assertThat(patients.mean()).isCloseTo(0.0045 * (108 + 208) / 2, within(1e-9));
        assertThat(patients.standardDeviation()).isCloseTo(0.0045 * 100 / Math.sqrt(2), within(1e-9));
        assertThat(statistics
                        .summary(Quantity.VOLUME, Nucleus.RN_R, Optional.empty())
                        .n())
                .isEqualTo(1);
        assertThat(statistics.summary(Quantity.VOLUME, Nucleus.RN_R).n()).isEqualTo(4);
    }

    @Test
    void summariesOfFewValuesAreNotNumbers() {
        assertThat(Summary.of(new double[0])).isEqualTo(new Summary(0, Double.NaN, Double.NaN));
        assertThat(Summary.of(new double[] {3})).isEqualTo(new Summary(1, 3, Double.NaN));
        assertThat(Summary.of(new double[] {1, 3})).isEqualTo(new Summary(2, 2, Math.sqrt(2)));
    }

    @Test
    void quantitiesOfTheNeuromelaninMaskApplyToTheSubstantiaNigraAlone() {
        assertThat(Arrays.stream(Nucleus.values()).filter(Quantity.SNPC_VOLUME::appliesTo))
                .containsExactly(Nucleus.SN_R, Nucleus.SN_L);
        assertThat(Nucleus.values()).allMatch(Quantity.VOLUME::appliesTo);
    }

    @Test
    void realMasksHaveAboutThePublishedVolumes() throws IOException {
        Path masks = SharedData.file("ruijin-masks");
        Assumptions.assumeTrue(Files.isDirectory(masks), "no shared data at " + masks);

        CohortStatistics statistics = measure(masks);

        assertThat(Nucleus.values()).allSatisfy(nucleus -> {
            double mean = statistics.summary(Quantity.VOLUME, nucleus).mean();
            assertThat(mean / PublishedReference.volumeCm3(nucleus)).isBetween(0.75, 1.25);
        });
        double nigra = (statistics.summary(Quantity.NM_VOLUME, Nucleus.SN_R).mean()
                        + statistics.summary(Quantity.NM_VOLUME, Nucleus.SN_L).mean())
                / 2;
        assertThat(nigra).isCloseTo(PublishedReference.nmSubstantiaNigraVolumeCm3(), within(0.002));
        // RJPD_005, right, counted with NumPy.
        assertThat(statistics.cases().get(1).get(Quantity.VOLUME, Nucleus.SN_R).orElseThrow())
                .isCloseTo(0.45956, within(1e-5));
    }
}

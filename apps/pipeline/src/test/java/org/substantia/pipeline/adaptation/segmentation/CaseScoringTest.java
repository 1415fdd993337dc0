package org.substantia.pipeline.adaptation.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.pipeline.adaptation.AdaptationOutcome.SegmentedCase;
import org.substantia.segmentation.plan.LabelSet;

class CaseScoringTest {
    private static final Geometry GRID = new Geometry(8, 8, 8, Affine.scaling(1, 1, 1));

    @TempDir
    Path folder;

    private static LabelMap map(Geometry grid, int[]... labelsAndVoxels) {
        byte[] labels = new byte[grid.voxelCount()];
        for (int[] entry : labelsAndVoxels) {
            for (int i = 1; i < entry.length; i++) {
                labels[entry[i]] = (byte) entry[0];
            }
        }
        return LabelMap.ofBytes(grid, labels);
    }

    private SegmentationCohort cohort(LabelMap mask) throws IOException {
        Path patient = Files.createDirectories(folder.resolve("cohort/A"));
        Volume image = Volume.zeros(GRID);
        image.data()[5] = 1;
        Nifti.write(patient.resolve("T1.nii.gz"), image);
        Nifti.write(patient.resolve("QSM_mask.nii.gz"), mask);
        Path empty = Files.createDirectories(folder.resolve("cohort/B"));
        Nifti.write(empty.resolve("T1.nii.gz"), image);
        return read("1.0");
    }

    private SegmentationCohort read(String version) throws IOException {
        return SegmentationCohort.read(
                Cohort.open(folder.resolve("cohort")), Optional.empty(), version, Workers.caller(), () -> {});
    }

    /** Another version may align, cut or score otherwise. */
    @Test
    void whatAnotherVersionMadeIsMadeAnew() throws IOException {
        SegmentationCohort cohort = cohort(map(GRID, new int[] {1, 10, 11}));

        assertThat(read("1.0").digest()).isEqualTo(cohort.digest());
        assertThat(read("1.1").digest()).isNotEqualTo(cohort.digest());
    }

    /** Caudate: 4 voxels on both sides against 3, of which 2 are shared, one under the other side's label: 4 / 7. */
    @Test
    void diceTakesBothSidesAsOneMask() throws IOException {
        SegmentationCohort cohort = cohort(map(GRID, new int[] {1, 10, 11}, new int[] {2, 12, 13}, new int[] {3, 20}));
        LabelMap predicted = map(GRID, new int[] {1, 10, 12, 30}, new int[] {9, 11});

        SegmentedCase scored = CaseScoring.score(
                cohort.cases().get("A"),
                Map.of(LabelScheme.QSM, predicted),
                cohort.structures(),
                true,
                Workers.caller());

        assertThat(scored.dice().get("dice.CN")).isCloseTo(4.0 / 7, within(1e-12));
        assertThat(scored.dice().get("dice.Put")).isZero();
        assertThat(scored.dice()).hasSize(2);
        assertThat(scored.composite()).isEmpty();
    }

    @Test
    void aPredictionOnAnotherGridIsBroughtToTheMasks() throws IOException {
        SegmentationCohort cohort = cohort(map(GRID, new int[] {1, GRID.index(2, 2, 2), GRID.index(3, 2, 2)}));
        Geometry shifted = new Geometry(8, 8, 8, Affine.scaling(1, 1, 1, 2, 2, 2));
        LabelMap predicted = map(shifted, new int[] {1, GRID.index(0, 0, 0), GRID.index(1, 0, 0)});

        SegmentedCase scored = CaseScoring.score(
                cohort.cases().get("A"),
                Map.of(LabelScheme.QSM, predicted),
                cohort.structures(),
                true,
                Workers.caller());

        assertThat(scored.dice()).containsEntry("dice.CN", 1.0);
    }

    @Test
    void onlyStructuresOfTheMasksAreLearnedAndCasesWithoutMaskAreNamed() throws IOException {
        SegmentationCohort cohort = cohort(map(GRID, new int[] {1, 10}, new int[] {8, 12}));

        assertThat(cohort.structures()).isEqualTo(Map.of(LabelScheme.QSM, Set.of(Structure.CN, Structure.TH)));
        assertThat(cohort.labelSets()).hasSize(1);
        assertThat(cohort.labelSets().get(0).structures())
                .extracting(LabelSet.Structure::name)
                .containsExactlyInAnyOrder("CN_r", "CN_l", "TH_r", "TH_l");
        assertThat(cohort.cases()).containsOnlyKeys("A");
        assertThat(cohort.failures()).singleElement().satisfies(f -> assertThat(f.message())
                .contains("has no mask"));
    }
}

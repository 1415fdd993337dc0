package org.substantia.pipeline.adaptation.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.scan.Scan;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.pipeline.adaptation.AdaptationOutcome;
import org.substantia.pipeline.adaptation.AdaptationOutcome.SegmentedCase;
import org.substantia.segmentation.inference.PredictedMap;
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

    /** With all nuclei, one after the other. */
    private static LabelMap whole(LabelScheme scheme) {
        byte[] labels = new byte[GRID.voxelCount()];
        int count = scheme.nuclei().size();
        for (int i = 0; i < 4 * count; i++) {
            labels[i] = (byte) (i / 4 + 1);
        }
        return LabelMap.ofBytes(GRID, labels);
    }

    /** Regression: a case in which nothing was found had no composite, so that the mean was that of easier ones. */
    @Test
    void aCaseInWhichNothingIsFoundCountsAsTheWorst() throws IOException {
        LabelMap qsm = whole(LabelScheme.QSM);
        LabelMap nm = whole(LabelScheme.NM);
        SegmentationCohort cohort = cohort(qsm);
        Nifti.write(folder.resolve("cohort/A/NM_mask.nii.gz"), nm);
        CaseFolder patient = Cohort.open(folder.resolve("cohort")).cases().get(0);
        Map<LabelScheme, Set<Structure>> structures =
                Map.of(LabelScheme.QSM, cohort.structures().get(LabelScheme.QSM), LabelScheme.NM, Set.of(Structure.SN));

        SegmentedCase perfect = CaseScoring.score(
                patient, Map.of(LabelScheme.QSM, qsm, LabelScheme.NM, nm), structures, true, Workers.caller());
        SegmentedCase nothing = CaseScoring.score(patient, Map.of(), structures, true, Workers.caller());
        SegmentedCase half = CaseScoring.score(patient, Map.of(LabelScheme.NM, nm), structures, true, Workers.caller());

        assertThat(perfect.composite().orElseThrow()).isCloseTo(10.96, within(1e-9));
        assertThat(nothing.composite()).hasValue(0);
        assertThat(nothing.dice()).hasSize(9).allSatisfy((name, dice) -> assertThat(dice)
                .isZero());
        // The nigra of NM weighs 0.4 times 2 on both sides.
        assertThat(half.composite().orElseThrow()).isCloseTo(1.6, within(1e-9));
        AdaptationOutcome outcome = AdaptationOutcome.ofSegmentations(
                0, List.of(perfect, new SegmentedCase("B", nothing.dice(), nothing.composite())), List.of());
        assertThat(outcome.metrics().get("composite")).isCloseTo(5.48, within(1e-9));
        assertThat(outcome.metrics().get("dice.CN")).isEqualTo(0.5);
        // A method that does not tell sides has no composite, found or not.
        assertThat(CaseScoring.score(patient, Map.of(), structures, false, Workers.caller())
                        .composite())
                .isEmpty();
    }

    /** Regression: where an image had to be registered, its map was compared with the mask of another place. */
    @Test
    void aMapOfAMovedImageIsScoredWhereItsHeaderPutsIt() throws IOException {
        cohort(map(GRID, new int[] {1, 10}));
        LabelMap mask =
                map(GRID, new int[] {1, GRID.index(2, 2, 2), GRID.index(3, 2, 2)}, new int[] {2, GRID.index(6, 2, 2)});
        Path file = folder.resolve("cohort/A/NM_mask.nii.gz");
        Nifti.write(file, mask);
        Geometry moved = new Geometry(8, 8, 8, Affine.scaling(1, 1, 1, 4, -5, 3));
        Scan registered = new Scan(
                Modality.NM,
                "NM.nii.gz",
                Nifti.readHeader(file),
                Volume.zeros(moved),
                "",
                new BitSet(),
                Optional.empty(),
                Optional.empty());
        PredictedMap predicted = new PredictedMap(
                "NM_pred",
                LabelSet.of(LabelScheme.NM),
                registered,
                LabelMap.of(moved, mask.width(), mask.toIntArray()),
                List.of());

        SegmentedCase scored = CaseScoring.score(
                Cohort.open(folder.resolve("cohort")).cases().get(0),
                SegmenterBench.byScheme(List.of(predicted)),
                Map.of(LabelScheme.NM, Set.of(Structure.SN)),
                true,
                Workers.caller());

        assertThat(scored.dice()).containsExactly(Map.entry("dice.SN.NM", 1.0));
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

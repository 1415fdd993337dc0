package org.substantia.segmentation.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Cohort;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.segmentation.plan.LabelSet;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.training.sample.SampleFile;
import org.substantia.synthesis.anatomy.AnatomyBank;

class TrainingDatasetTest {
    private static final Geometry GRID = new Geometry(60, 60, 40, Affine.scaling(2, 2, 3));

    @TempDir
    Path folder;

    @Test
    void leavesOutCasesThatCannotBeUsedAndTakesTheOthers() throws IOException {
        writeCase("P1", GRID);
        writeCase("P2", GRID);
        writeCase("P3", new Geometry(60, 60, 40, Affine.identity()));
        Path cut = folder.resolve("cohort/P2/QSM.nii.gz");
        Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 2000));

        Map<String, String> leftOut = new TreeMap<>();
        try (TrainingDataset data = open(leftOut)) {
            assertThat(SampleFile.read(data.draw(0, 1)).id()).isEqualTo("P1");
            assertThat(SampleFile.read(data.draw(1, 1)).id()).isEqualTo("P1");
        }

        assertThat(leftOut).containsOnlyKeys("P2", "P3");
        assertThat(leftOut.get("P2")).contains("P2/QSM.nii.gz");
        assertThat(leftOut.get("P3")).contains("P3/QSM_mask.nii.gz", "lies on another grid");
    }

    @Test
    void needsOneCaseToLearnFrom() throws IOException {
        writeCase("P3", new Geometry(60, 60, 40, Affine.identity()));

        assertThatThrownBy(() -> open(new TreeMap<>()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no case can be learned from");
    }

    /** Regression: a run that was started again with another cohort of the same ids learned from the first one. */
    @Test
    void aResumedRunTakesItsOwnSamplesAndNoOthers() throws IOException {
        SegmentationPlan plan = SegmentationPlan.challenge();
        writeCase("P1", GRID, 1);
        byte[] first = classes(plan);
        assertThat(classes(plan)).isEqualTo(first);
        assertThat(samples()).as("made once").hasSize(1);

        assertThat(classes(plan.withRefinements(List.of()))).isEqualTo(first);
        assertThat(samples()).as("refinements make no difference").hasSize(1);

        writeCase("P1", GRID, 2);
        byte[] otherMask = classes(plan);
        assertThat(otherMask).isNotEqualTo(first);
        assertThat(samples()).hasSize(2);

        LabelSet half = plan.labelSets().get(0).leftHalf().orElseThrow();
        assertThat(classes(plan.withLabelSets(List.of(half)))).isNotEqualTo(otherMask);
        assertThat(samples()).hasSize(3);

        writeCase("P1", GRID, 1);
        assertThat(classes(plan)).isEqualTo(first);
        assertThat(samples()).hasSize(3);
    }

    /** Regression: a run that resumed was checked when all samples had been made. */
    @Test
    void whatItIsIsKnownBeforeASampleIsMade() throws IOException {
        writeCase("P1", GRID, 1);
        writeCase("P2", new Geometry(60, 60, 40, Affine.identity()));
        try (TrainingDataset data = planned(SegmentationPlan.challenge())) {
            String before = data.describe();
            assertThat(before).startsWith("2 cases ");
            assertThat(folder.resolve("samples")).doesNotExist();
            assertThatThrownBy(() -> data.draw(0, 1)).isInstanceOf(IllegalStateException.class);

            data.makeSamples(Optional.empty(), Workers.caller(), (id, why) -> {});

            assertThat(data.describe()).as("one case is left out").isEqualTo(before);
        }
        String before = planned(SegmentationPlan.challenge()).describe();
        writeCase("P1", GRID, 2);
        assertThat(planned(SegmentationPlan.challenge()).describe()).isNotEqualTo(before);
    }

    /** Regression: samples of another seed were taken. */
    @Test
    void syntheticSamplesOfAnotherSeedLieElsewhere() throws IOException {
        AnatomyBank bank = AnatomyBank.builtIn();
        Path samples = folder.resolve("samples");
        for (long seed : new long[] {1, 2, 1}) {
            try (TrainingDataset data =
                    TrainingDataset.synthetic(samples, SegmentationPlan.challenge(), bank, seed, 0, 0, 1)) {
                data.makeSamples(Optional.empty(), Workers.caller(), (id, why) -> {});
            }
        }
        assertThat(samples).isDirectoryNotContaining(Files::isRegularFile);
        try (Stream<Path> folders = Files.list(samples)) {
            assertThat(folders).hasSize(2);
        }
    }

    private byte[] classes(SegmentationPlan plan) throws IOException {
        try (TrainingDataset data = open(plan, new TreeMap<>())) {
            return SampleFile.read(data.draw(0, 1)).fine().classes().get(0);
        }
    }

    private List<Path> samples() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("samples"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private TrainingDataset open(Map<String, String> leftOut) throws IOException {
        return open(SegmentationPlan.challenge(), leftOut);
    }

    private TrainingDataset open(SegmentationPlan plan, Map<String, String> leftOut) throws IOException {
        TrainingDataset data = planned(plan);
        data.makeSamples(Optional.empty(), Workers.caller(), leftOut::put);
        return data;
    }

    private TrainingDataset planned(SegmentationPlan plan) throws IOException {
        return TrainingDataset.cohort(
                folder.resolve("samples"),
                plan,
                Cohort.open(folder.resolve("cohort")).cases());
    }

    private void writeCase(String id, Geometry maskGrid) throws IOException {
        writeCase(id, maskGrid, 1);
    }

    /** @param height of the nuclei, in pairs of slices above the first three */
    private void writeCase(String id, Geometry maskGrid, int height) throws IOException {
        Path one = folder.resolve("cohort").resolve(id);
        float[] values = new float[GRID.voxelCount()];
        byte[] labels = new byte[GRID.voxelCount()];
        for (int z = 5; z < 35; z++) {
            for (int y = 10; y < 50; y++) {
                for (int x = 10; x < 50; x++) {
                    values[GRID.index(x, y, z)] = (x * 7 + y * 3 + z * 11) % 90 - 40;
                }
            }
        }
        for (int label = 1; label <= 16; label++) {
            for (int z = 15; z < 18 + 2 * height; z++) {
                int x = label % 2 == 0 ? 20 : 35;
                labels[GRID.index(x, 12 + 2 * label, z)] = (byte) label;
            }
        }
        Nifti.write(one.resolve("QSM.nii.gz"), new Volume(GRID, values));
        Nifti.write(one.resolve("QSM_mask.nii.gz"), LabelMap.ofBytes(maskGrid, labels));
    }
}

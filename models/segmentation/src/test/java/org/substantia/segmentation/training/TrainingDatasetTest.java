package org.substantia.segmentation.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Cohort;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.segmentation.plan.SegmentationPlan;

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
            assertThat(data.draw(0, 1).id()).isEqualTo("P1");
            assertThat(data.draw(1, 1).id()).isEqualTo("P1");
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

    private TrainingDataset open(Map<String, String> leftOut) throws IOException {
        return TrainingDataset.cohort(
                folder.resolve("samples"),
                SegmentationPlan.challenge(),
                Cohort.open(folder.resolve("cohort")).cases(),
                Optional.empty(),
                Workers.caller(),
                leftOut::put);
    }

    private void writeCase(String id, Geometry maskGrid) throws IOException {
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
            for (int z = 15; z < 20; z++) {
                int x = label % 2 == 0 ? 20 : 35;
                labels[GRID.index(x, 12 + 2 * label, z)] = (byte) label;
            }
        }
        Nifti.write(one.resolve("QSM.nii.gz"), new Volume(GRID, values));
        Nifti.write(one.resolve("QSM_mask.nii.gz"), LabelMap.ofBytes(maskGrid, labels));
    }
}

package org.substantia.challenge.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.nifti.Nifti;

class OutputComparisonTest {
    private static final Geometry GRID = Geometry.axisAligned(64, 64, 64, 1, 1, 1);

    @TempDir
    Path folder;

    private Path mask(String side, int[] labels) throws IOException {
        Path outputs = folder.resolve(side);
        Nifti.write(
                Files.createDirectories(outputs.resolve("P_1")).resolve("QSM_pred.nii.gz"),
                LabelMap.ofInts(GRID, labels));
        return outputs;
    }

    private static int[] labels(int... first) {
        int[] labels = new int[GRID.voxelCount()];
        System.arraycopy(first, 0, labels, 0, first.length);
        return labels;
    }

    @Test
    void theLeastDiceOfAnyLabelCounts() throws IOException {
        Path submitted = mask("submitted", labels(1, 1, 1, 1, 2, 2, 2, 2));
        ContainerReport.Agreement same =
                OutputComparison.compare(mask("same", labels(1, 1, 1, 1, 2, 2, 2, 2)), submitted);
        assertThat(same.identical()).isEqualTo(1);
        assertThat(same.lowestDice()).isEqualTo(1);
        ContainerReport.Agreement other = OutputComparison.compare(mask("other", labels(1, 1, 1, 1, 2, 2)), submitted);
        assertThat(other.masks()).isEqualTo(1);
        assertThat(other.identical()).isZero();
        assertThat(other.lowestDice()).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(other.differing()).containsExactly("P_1/QSM_pred.nii.gz: Dice at least 0.6667");
    }

    /** With a walk for each label this would take hours. */
    @Test
    void aMaskWithALabelOfItsOwnInEveryVoxelIsComparedLikeAnyOther() throws IOException {
        Path submitted = mask("submitted", labels(1, 2, 3));
        int[] many = new int[GRID.voxelCount()];
        for (int i = 0; i < many.length; i++) {
            many[i] = i + 1;
        }
        assertThat(OutputComparison.compare(mask("many", many), submitted).lowestDice())
                .isZero();
    }
}

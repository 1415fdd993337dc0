package org.substantia.segmentation.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SpaceToDepthTest {
    private static final SpaceToDepth FOLDING = new SpaceToDepth(4, 6, 3, 2, 3, 1);

    @Test
    void everyVoxelHasARowOfItsOwn() {
        boolean[] seen = new boolean[FOLDING.voxels()];
        for (int z = 0; z < 3; z++) {
            for (int y = 0; y < 6; y++) {
                for (int x = 0; x < 4; x++) {
                    int row = FOLDING.row(x, y, z);
                    assertThat(seen[row]).isFalse();
                    seen[row] = true;
                }
            }
        }
    }

    @Test
    void neighboursOfOnePositionStandSideBySide() {
        // Position (x 1, y 0, z 2) holds voxels x 2 to 3, y 0 to 2.
        int first = FOLDING.row(2, 0, 2);
        assertThat(FOLDING.row(3, 0, 2)).isEqualTo(first + 1);
        assertThat(FOLDING.row(2, 1, 2)).isEqualTo(first + 2);
        assertThat(FOLDING.row(3, 2, 2)).isEqualTo(first + 5);
        assertThat(first).isEqualTo((2 * 2 * 2 + 1) * 6);
    }

    @Test
    void imagesAndClassesFoldAlike() {
        float[][] images = new float[2][FOLDING.voxels()];
        byte[] classes = new byte[FOLDING.voxels()];
        for (int v = 0; v < classes.length; v++) {
            images[0][v] = v;
            images[1][v] = 1000 + v;
            classes[v] = (byte) v;
        }
        float[] folded = FOLDING.fold(images);
        byte[] rows = FOLDING.fold(classes);
        int width = 2 * FOLDING.folded();
        for (int row = 0; row < rows.length; row++) {
            int position = row / FOLDING.folded();
            int within = row % FOLDING.folded();
            assertThat(folded[position * width + within]).isEqualTo(rows[row]);
            assertThat(folded[position * width + FOLDING.folded() + within]).isEqualTo(1000 + rows[row]);
        }
        assertThat(FOLDING.inputShape(2)).containsExactly(1, 3, 2, 2, 12);
    }

    @Test
    void refusesSizesThatDoNotFold() {
        assertThatThrownBy(() -> new SpaceToDepth(5, 6, 3, 2, 3, 1)).hasMessageContaining("5 x 6 x 3");
    }
}

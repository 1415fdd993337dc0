package org.substantia.segmentation.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SpaceToDepthTest {
    private static final SpaceToDepth LAYOUT = new SpaceToDepth(4, 6, 3, 2, 3, 1);

    @Test
    void everyVoxelHasARowOfItsOwn() {
        boolean[] seen = new boolean[LAYOUT.voxels()];
        for (int z = 0; z < 3; z++) {
            for (int y = 0; y < 6; y++) {
                for (int x = 0; x < 4; x++) {
                    int row = LAYOUT.row(x, y, z);
                    assertThat(seen[row]).isFalse();
                    seen[row] = true;
                }
            }
        }
    }

    @Test
    void neighborsOfOnePositionStandSideBySide() {
        // Position (x 1, y 0, z 2) holds voxels x 2 to 3, y 0 to 2.
        int first = LAYOUT.row(2, 0, 2);
        assertThat(LAYOUT.row(3, 0, 2)).isEqualTo(first + 1);
        assertThat(LAYOUT.row(2, 1, 2)).isEqualTo(first + 2);
        assertThat(LAYOUT.row(3, 2, 2)).isEqualTo(first + 5);
        assertThat(first).isEqualTo((2 * 2 * 2 + 1) * 6);
    }

    @Test
    void imagesAndClassesFoldAlike() {
        float[][] images = new float[2][LAYOUT.voxels()];
        byte[] classes = new byte[LAYOUT.voxels()];
        for (int v = 0; v < classes.length; v++) {
            images[0][v] = v;
            images[1][v] = 1000 + v;
            classes[v] = (byte) v;
        }
        float[] folded = LAYOUT.toChannels(images);
        byte[] rows = LAYOUT.toRows(classes);
        int width = 2 * LAYOUT.blockVoxels();
        for (int row = 0; row < rows.length; row++) {
            int position = row / LAYOUT.blockVoxels();
            int within = row % LAYOUT.blockVoxels();
            assertThat(folded[position * width + within]).isEqualTo(rows[row]);
            assertThat(folded[position * width + LAYOUT.blockVoxels() + within]).isEqualTo(1000 + rows[row]);
        }
        assertThat(LAYOUT.inputShape(2)).containsExactly(1, 3, 2, 2, 12);
    }

    @Test
    void severalMapsUnfoldOneAfterTheOther() {
        float[] rows = new float[3 * LAYOUT.voxels()];
        for (int map = 0; map < 3; map++) {
            for (int z = 0, v = 0; z < LAYOUT.nz(); z++) {
                for (int y = 0; y < LAYOUT.ny(); y++) {
                    for (int x = 0; x < LAYOUT.nx(); x++, v++) {
                        rows[map * LAYOUT.voxels() + LAYOUT.row(x, y, z)] = 1000 * map + v;
                    }
                }
            }
        }
        float[] maps = LAYOUT.fromRows(rows);
        for (int i = 0; i < maps.length; i++) {
            assertThat(maps[i]).isEqualTo(1000 * (i / LAYOUT.voxels()) + i % LAYOUT.voxels());
        }
    }

    @Test
    void classesUnfoldToWhatTheyWere() {
        byte[] classes = new byte[LAYOUT.voxels()];
        for (int v = 0; v < classes.length; v++) {
            classes[v] = (byte) v;
        }
        assertThat(LAYOUT.fromRows(LAYOUT.toRows(classes))).isEqualTo(classes);
    }

    @Test
    void refusesSizesThatDoNotFold() {
        assertThatThrownBy(() -> new SpaceToDepth(5, 6, 3, 2, 3, 1)).hasMessageContaining("5 x 6 x 3");
    }
}

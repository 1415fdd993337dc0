package org.substantia.segmentation.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.substantia.learning.loss.SegmentationLoss;

class LossWeightMapTest {
    @Test
    void bordersAreWhereClassesMeet() {
        byte[] classes = new byte[5 * 4 * 3];
        classes[2 + 5 * (1 + 4)] = 3;
        byte[] places = LossWeightMap.of(classes, new int[] {5, 4, 3}, List.of(1.0, 1.0, 1.0));
        int count = 0;
        for (byte place : places) {
            count += place == SegmentationLoss.AT_BORDER ? 1 : 0;
        }
        assertThat(count).isEqualTo(7);
        assertThat(places[2 + 5 * (1 + 4)]).isEqualTo(SegmentationLoss.AT_BORDER);
    }

    @Test
    void voxelsBeyondEightMillimetersFromTheBoxOfAllStructuresAreFar() {
        byte[] classes = new byte[40];
        classes[10] = 1;
        classes[12] = 2;
        byte[] places = LossWeightMap.of(classes, new int[] {40, 1, 1}, List.of(2.0, 1.0, 1.0));
        for (int x = 0; x < 40; x++) {
            assertThat(places[x] == SegmentationLoss.FAR).as("voxel %d", x).isEqualTo(x < 6 || x > 16);
        }
    }

    @Test
    void withoutAStructureNothingIsFar() {
        assertThat(LossWeightMap.of(new byte[40], new int[] {40, 1, 1}, List.of(2.0, 1.0, 1.0)))
                .containsOnly((byte) 0);
    }
}

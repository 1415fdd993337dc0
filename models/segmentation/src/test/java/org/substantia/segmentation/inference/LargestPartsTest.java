package org.substantia.segmentation.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;

class LargestPartsTest {
    private static final Geometry GRID = Geometry.axisAligned(8, 4, 3, 1, 1, 1);

    @Test
    void keepsTheLargestPartOfEveryLabel() {
        byte[] labels = new byte[GRID.voxelCount()];
        labels[GRID.index(1, 1, 1)] = 1;
        labels[GRID.index(2, 2, 2)] = 1;
        labels[GRID.index(3, 2, 2)] = 1;
        labels[GRID.index(6, 0, 0)] = 1;
        labels[GRID.index(7, 3, 2)] = 2;

        LargestParts largest = LargestParts.of(LabelMap.ofBytes(GRID, labels), true);

        assertThat(largest.labels().counts()).containsExactly(entry(1, 3), entry(2, 1));
        assertThat(largest.labels().get(6, 0, 0)).isZero();
        assertThat(largest.labels().get(1, 1, 1)).isEqualTo(1);
        assertThat(largest.parts()).containsExactly(entry(1, 2), entry(2, 1));
        assertThat(largest.apart().get(1)).isCloseTo(0.25, within(1e-9));
        assertThat(largest.apart().get(2)).isZero();
    }

    @Test
    void onlyCountsWhenNothingIsToBeRemoved() {
        byte[] labels = new byte[GRID.voxelCount()];
        labels[0] = 5;
        labels[GRID.index(5, 0, 0)] = 5;
        LargestParts all = LargestParts.of(LabelMap.ofBytes(GRID, labels), false);
        assertThat(all.labels().counts()).containsExactly(entry(5, 2));
        assertThat(all.parts()).containsExactly(entry(5, 2));
    }

    @Test
    void anEmptyMapHasNoParts() {
        LabelMap empty = LabelMap.ofBytes(GRID, new byte[GRID.voxelCount()]);
        assertThat(LargestParts.of(empty, true).parts()).isEmpty();
    }
}

package org.substantia.segmentation.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import java.util.Set;
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

        LargestParts largest = LargestParts.of(LabelMap.ofBytes(GRID, labels), Set.of(), true);

        assertThat(largest.labels().counts()).containsExactly(entry(1, 3), entry(2, 1));
        assertThat(largest.labels().get(6, 0, 0)).isZero();
        assertThat(largest.labels().get(1, 1, 1)).isEqualTo(1);
        assertThat(largest.parts()).containsExactly(entry(1, 2), entry(2, 1));
        assertThat(largest.apart().get(1)).isCloseTo(0.25, within(1e-9));
        assertThat(largest.apart().get(2)).isZero();
    }

    /** Regression: a structure that lies on both sides lost one of them. */
    @Test
    void anUnpairedStructureKeepsItsLargeParts() {
        Geometry grid = Geometry.axisAligned(20, 10, 4, 1, 1, 1);
        byte[] labels = new byte[grid.voxelCount()];
        for (int label = 1; label <= 2; label++) {
            for (int y = 0; y < 4; y++) {
                for (int x = 0; x < 5; x++) {
                    labels[grid.index(x, 5 * (label - 1) + y, 0)] = (byte) label;
                    labels[grid.index(x + 10, 5 * (label - 1) + y, 0)] = (byte) label;
                }
            }
            // Less than a tenth of the 20 voxels of a side.
            labels[grid.index(19, 5 * (label - 1), 3)] = (byte) label;
        }

        LargestParts parts = LargestParts.of(LabelMap.ofBytes(grid, labels), Set.of(1), true);

        assertThat(parts.labels().counts()).containsExactly(entry(1, 40), entry(2, 20));
        assertThat(parts.labels().get(19, 0, 3)).isZero();
        assertThat(parts.parts()).containsExactly(entry(1, 3), entry(2, 3));
        assertThat(parts.apart().get(1)).isCloseTo(1 / 41.0, within(1e-9));
        assertThat(parts.apart().get(2)).isCloseTo(21 / 41.0, within(1e-9));
    }

    @Test
    void onlyCountsWhenNothingIsToBeRemoved() {
        byte[] labels = new byte[GRID.voxelCount()];
        labels[0] = 5;
        labels[GRID.index(5, 0, 0)] = 5;
        LargestParts all = LargestParts.of(LabelMap.ofBytes(GRID, labels), Set.of(), false);
        assertThat(all.labels().counts()).containsExactly(entry(5, 2));
        assertThat(all.parts()).containsExactly(entry(5, 2));
    }

    /** A piece that touches its structure at a corner alone becomes what surrounds it. */
    @Test
    void crumbsBecomeTheirSurroundings() {
        Geometry grid = Geometry.axisAligned(12, 12, 6, 1, 1, 1);
        byte[] labels = new byte[grid.voxelCount()];
        for (int z = 1; z < 5; z++) {
            for (int y = 1; y < 6; y++) {
                for (int x = 1; x < 6; x++) {
                    labels[grid.index(x, y, z)] = 3;
                    labels[grid.index(x + 5, y, z)] = 4;
                }
            }
        }
        // Of label 3: one voxel in the background, one within label 4, each at a corner of the block.
        labels[grid.index(0, 0, 0)] = 3;
        labels[grid.index(6, 2, 0)] = 3;
        labels[grid.index(6, 1, 0)] = 4;
        labels[grid.index(7, 2, 0)] = 4;
        labels[grid.index(6, 3, 0)] = 4;
        LargestParts largest = LargestParts.of(LabelMap.ofBytes(grid, labels), Set.of(), true);
        assertThat(largest.labels().get(0, 0, 0)).isZero();
        assertThat(largest.labels().get(6, 2, 0)).isEqualTo(4);
        assertThat(largest.labels().counts()).containsExactly(entry(3, 100), entry(4, 104));
        assertThat(LargestParts.of(LabelMap.ofBytes(grid, labels), Set.of(), false)
                        .labels()
                        .counts())
                .containsExactly(entry(3, 102), entry(4, 103));
    }

    @Test
    void anEmptyMapHasNoParts() {
        LabelMap empty = LabelMap.ofBytes(GRID, new byte[GRID.voxelCount()]);
        assertThat(LargestParts.of(empty, Set.of(), true).parts()).isEmpty();
    }
}

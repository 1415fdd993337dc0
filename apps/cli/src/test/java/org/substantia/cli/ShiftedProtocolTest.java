package org.substantia.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;

class ShiftedProtocolTest {
    private static final int PUT = Nucleus.PUT_R.qsmLabel();
    private static final int GP = Nucleus.GP_R.qsmLabel();

    @Test
    void putamenTakesWhatThePallidumLoses() {
        // One row of voxels of 0.5 mm; 0.7 mm moves a border by one voxel of it.
        LabelMap moved = ShiftedProtocol.moveBorders(row(0, 0, 0, PUT, PUT, PUT, GP, GP, GP, GP, GP, 0, 0, 0));
        assertArrayEquals(new int[] {0, 0, PUT, PUT, PUT, PUT, PUT, GP, GP, GP, 0, 0, 0, 0}, moved.toIntArray());
    }

    @Test
    void theBrighterSevenTenthsOfEachNigraAreKept() {
        int[] labels = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 2, 2};
        float[] image = {9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 99, 20, 30};
        LabelMap kept = ShiftedProtocol.keepBright(row(labels), new Volume(grid(labels.length), image));
        assertArrayEquals(new int[] {1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 2, 2}, kept.toIntArray());
        assertEquals(7, kept.counts().get(1));
    }

    private static Geometry grid(int length) {
        return new Geometry(length, 1, 1, Affine.scaling(0.5, 0.5, 0.5));
    }

    private static LabelMap row(int... labels) {
        return LabelMap.of(grid(labels.length), LabelMap.Width.UNSIGNED_8, labels);
    }
}

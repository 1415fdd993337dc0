package org.substantia.imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class VolumeTest {
    private static final Geometry GRID = Geometry.axisAligned(4, 3, 2, 1, 2, 3);

    private static Volume counting() {
        float[] data = new float[GRID.voxelCount()];
        for (int i = 0; i < data.length; i++) {
            data[i] = i;
        }
        return new Volume(GRID, data);
    }

    @Test
    void findsVoxelsByIndices() {
        assertThat(counting().get(1, 2, 1)).isEqualTo(1 + 4 * (2 + 3));
    }

    @Test
    void zerosAreZero() {
        assertThat(Volume.zeros(GRID).data()).hasSize(24).containsOnly(0);
    }

    @Test
    void copiesShareNothing() {
        Volume original = counting();
        Volume copy = original.copy();
        copy.data()[5] = -1;

        assertThat(original.data()[5]).isEqualTo(5);
        assertThat(copy.geometry()).isEqualTo(GRID);
    }

    @Test
    void cropKeepsValuesAndPlace() {
        Volume part = counting().crop(new BoundingBox(1, 1, 0, 2, 2, 1));

        assertThat(part.data()).containsExactly(5, 6, 9, 10, 17, 18, 21, 22);
        assertThat(part.geometry().affine().apply(0, 0, 0)).containsExactly(1, 2, 0);
    }

    @Test
    void refusesAnArrayOfAnotherLength() {
        assertThatThrownBy(() -> new Volume(GRID, new float[23]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("23 values for a grid of 24 voxels");
    }
}

package org.substantia.synthesis.anatomy.coding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;

class LabelCodeTest {
    @Property(tries = 60)
    void givesBackEveryLabelAndTheGrid(
            @ForAll @IntRange(min = 1, max = 9) int nx,
            @ForAll @IntRange(min = 1, max = 9) int ny,
            @ForAll @IntRange(min = 1, max = 9) int nz,
            @ForAll @IntRange(min = 1, max = 64) int labels,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Geometry grid = new Geometry(nx, ny, nz, Affine.of(0, -1.5, 0, 3, 0.1, 0, 2, 4, 0.7, 0, 0, -5));
        byte[] values = new byte[grid.voxelCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) random.nextInt(labels);
        }
        LabelMap read = LabelCode.decode(LabelCode.encode(LabelMap.ofBytes(grid, values)));
        assertThat(read.geometry()).isEqualTo(grid);
        assertThat(read.toIntArray()).isEqualTo(LabelMap.ofBytes(grid, values).toIntArray());
    }

    @Test
    void aBallTakesFewBytes() {
        LabelMap ball = ball(60);
        byte[] code = LabelCode.encode(ball);
        assertThat(code).hasSizeLessThan(2500);
        assertThat(LabelCode.decode(code).toIntArray()).isEqualTo(ball.toIntArray());
    }

    @Test
    void refusesLabelsAbove63() {
        Geometry grid = Geometry.axisAligned(2, 1, 1, 1, 1, 1);
        assertThatThrownBy(() -> LabelCode.encode(LabelMap.ofBytes(grid, new byte[] {0, 64})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("64");
    }

    @Test
    void refusesACodeThatEndsInItsHeader() {
        byte[] code = LabelCode.encode(ball(5));
        assertThatThrownBy(() -> LabelCode.decode(Arrays.copyOf(code, 50)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static LabelMap ball(int size) {
        Geometry grid = Geometry.axisAligned(size, size, size, 1, 1, 1);
        byte[] values = new byte[grid.voxelCount()];
        double center = size / 2.0;
        for (int i = 0; i < values.length; i++) {
            double x = i % size - center;
            double y = i / size % size - center;
            int slice = i / size / size;
            double z = slice - center;
            values[i] = (byte) (Math.sqrt(x * x + y * y + z * z) < 0.4 * size ? 7 : 0);
        }
        return LabelMap.ofBytes(grid, values);
    }
}

package org.substantia.imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class BoundsTest {
    private static final Geometry GRID = Geometry.axisAligned(10, 11, 12, 1, 1, 1);

    @Test
    void swapsAndMirrorsAxesWithAMap() {
        Affine map = Affine.of(0, -2, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0);
        assertThat(new Bounds(1, 2, 3, 4, 6, 9).transformed(map)).isEqualTo(new Bounds(-11, 1, 3, -3, 4, 9));
    }

    @Property(tries = 200, seed = "1")
    void holdsTheImageOfEveryPointInside(
            @ForAll @DoubleRange(max = 1) double x,
            @ForAll @DoubleRange(max = 1) double y,
            @ForAll @DoubleRange(max = 1) double z,
            @ForAll @DoubleRange(min = -3, max = 3) double angle) {
        Affine map = Affine.rotation(1, Math.cos(angle), Math.sin(angle))
                .compose(Affine.rotation(2, Math.cos(2 * angle), Math.sin(2 * angle)))
                .about(new double[] {3, 4, 5}, new double[] {1, 0, -1});
        Bounds image = new Bounds(-1, 2, 3, 2, 7, 4).transformed(map).grow(1e-9, 1e-9, 1e-9);
        double[] p = map.apply(-1 + 3 * x, 2 + 5 * y, 3 + z);
        for (int axis = 0; axis < 3; axis++) {
            assertThat(p[axis]).isBetween(image.min(axis), image.max(axis));
        }
    }

    @Test
    void findsTheVoxelsInsideAndThoseAround() {
        Bounds bounds = new Bounds(1.2, -3, 4, 3.9, 2.5, 30);
        assertThat(bounds.voxelsInside(GRID)).contains(new BoundingBox(2, 0, 4, 3, 2, 11));
        assertThat(bounds.voxelsAround(GRID)).contains(new BoundingBox(1, 0, 4, 4, 3, 11));
        assertThat(bounds.nearestVoxelsAround(GRID)).isEqualTo(new BoundingBox(1, 0, 4, 4, 3, 11));
    }

    @Test
    void findsNoVoxelsBeyondTheGridButTheNearest() {
        Bounds bounds = new Bounds(20, 1, 1, 22, 2, 2);
        assertThat(bounds.voxelsInside(GRID)).isEmpty();
        assertThat(bounds.voxelsAround(GRID)).isEmpty();
        assertThat(bounds.nearestVoxelsAround(GRID)).isEqualTo(new BoundingBox(9, 1, 1, 9, 2, 2));
    }

    @Test
    void findsNoVoxelInsideWhatLiesBetweenCenters() {
        assertThat(new Bounds(1.2, 1, 1, 1.8, 2, 2).voxelsInside(GRID)).isEmpty();
    }

    @Test
    void refusesEndsOutOfOrder() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Bounds(1, 0, 0, 0, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Bounds(Double.NaN, 0, 0, 0, 1, 1));
    }
}

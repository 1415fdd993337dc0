package org.substantia.imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeometryTest {
    private static final Affine OBLIQUE = Affine.of(0.6, -0.8, 0, -10, 0.8, 0.6, 0, 20, 0, 0, 2, -30);

    @Test
    void countsVoxelsWithTheFirstAxisFastest() {
        Geometry grid = Geometry.axisAligned(4, 3, 2, 1, 1, 1);

        int expected = 0;
        for (int z = 0; z < 2; z++) {
            for (int y = 0; y < 3; y++) {
                for (int x = 0; x < 4; x++) {
                    assertThat(grid.index(x, y, z)).isEqualTo(expected++);
                }
            }
        }
        assertThat(grid.voxelCount()).isEqualTo(24);
    }

    @Test
    void knowsSizesAndSpacings() {
        Geometry grid = new Geometry(4, 3, 2, OBLIQUE);

        assertThat(new int[] {grid.size(0), grid.size(1), grid.size(2)}).containsExactly(4, 3, 2);
        assertThat(grid.spacing(0)).isCloseTo(1, within(1e-12));
        assertThat(grid.spacing(2)).isEqualTo(2);
        assertThat(grid.voxelVolumeMm3()).isCloseTo(2, within(1e-12));
        assertThatThrownBy(() -> grid.size(3)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void volumeOfAVoxelIsPositiveOnMirroredGridsToo() {
        assertThat(new Geometry(1, 1, 1, Affine.scaling(-2, 3, 4)).voxelVolumeMm3())
                .isEqualTo(24);
    }

    @Test
    void containsItsCornersAndNothingBeyond() {
        Geometry grid = Geometry.axisAligned(4, 3, 2, 1, 1, 1);

        assertThat(grid.contains(0, 0, 0)).isTrue();
        assertThat(grid.contains(3, 2, 1)).isTrue();
        assertThat(grid.contains(4, 2, 1)).isFalse();
        assertThat(grid.contains(3, 3, 1)).isFalse();
        assertThat(grid.contains(3, 2, 2)).isFalse();
        assertThat(grid.contains(-1, 0, 0)).isFalse();
        assertThat(grid.contains(0, -1, 0)).isFalse();
        assertThat(grid.contains(0, 0, -1)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1", "1, -1, 1", "1, 1, 0"})
    void refusesAnEmptyGrid(int nx, int ny, int nz) {
        assertThatThrownBy(() -> new Geometry(nx, ny, nz, OBLIQUE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(nx + " x " + ny + " x " + nz);
    }

    @ParameterizedTest
    @CsvSource({"65536, 65536, 1", "65536, 1, 65536", "2147483647, 1, 1", "2147483647, 2147483647, 2147483647"})
    void refusesMoreVoxelsThanAnArrayHolds(int nx, int ny, int nz) {
        assertThatThrownBy(() -> new Geometry(nx, ny, nz, OBLIQUE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("too many voxels");
    }

    @Test
    void acceptsTheLargestGrid() {
        assertThat(new Geometry(Geometry.MAX_VOXELS, 1, 1, OBLIQUE).voxelCount())
                .isEqualTo(Geometry.MAX_VOXELS);
    }

    @Test
    void gridsAreTheSameWithinATolerance() {
        Geometry grid = new Geometry(101, 3, 2, OBLIQUE);
        double[] moved = OBLIQUE.toArray();
        moved[3] += 0.01;
        Geometry nearby = new Geometry(101, 3, 2, Affine.of(moved));

        assertThat(grid.sameGrid(nearby, 0.02)).isTrue();
        assertThat(grid.sameGrid(nearby, 0.005)).isFalse();
        assertThat(grid.sameGrid(new Geometry(101, 3, 3, OBLIQUE), 1000)).isFalse();
    }

    @Test
    void smallErrorsOfSpacingCountWhereTheyAddUp() {
        double[] stretched = OBLIQUE.toArray();
        stretched[0] += 0.001;
        Geometry grid = new Geometry(101, 3, 2, OBLIQUE);

        assertThat(grid.sameGrid(new Geometry(101, 3, 2, Affine.of(stretched)), 0.05))
                .isFalse();
    }

    @Test
    void croppedGridStaysInPlace() {
        Geometry grid = new Geometry(10, 11, 12, OBLIQUE);
        Geometry part = grid.crop(new BoundingBox(2, 3, 4, 5, 7, 9));

        assertThat(new int[] {part.nx(), part.ny(), part.nz()}).containsExactly(4, 5, 6);
        double[] inWhole = grid.affine().apply(3, 5, 7);
        double[] inPart = part.affine().apply(1, 2, 3);
        for (int i = 0; i < 3; i++) {
            assertThat(inPart[i]).isCloseTo(inWhole[i], within(1e-12));
        }
        assertThat(grid.crop(BoundingBox.whole(grid))).isEqualTo(grid);
    }

    @Test
    void describesItself() {
        assertThat(Geometry.axisAligned(300, 300, 70, 2 / 3.0, 2 / 3.0, 2).describe())
                .isEqualTo("300 x 300 x 70 voxels of 0.667 x 0.667 x 2.000 mm");
    }

    @Test
    void takesFlatIndicesApart() {
        Geometry grid = Geometry.axisAligned(3, 4, 5, 1, 2, 3);
        for (int i = 0; i < grid.voxelCount(); i++) {
            assertThat(grid.index(grid.x(i), grid.y(i), grid.z(i))).isEqualTo(i);
            assertThat(grid.contains(grid.x(i), grid.y(i), grid.z(i))).isTrue();
        }
        assertThat(grid.point(grid.index(2, 3, 4))).containsExactly(2, 6, 12);
    }

    @Test
    void hasItsCenterHalfWayBetweenTheOutermostVoxels() {
        assertThat(Geometry.axisAligned(3, 4, 1, 1, 2, 3).center()).containsExactly(1, 3, 0);
    }
}

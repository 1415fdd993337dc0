package org.substantia.imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundingBoxTest {
    private static final Geometry GRID = Geometry.axisAligned(10, 11, 12, 1, 1, 1);

    @Test
    void bothEndsBelongToIt() {
        BoundingBox box = new BoundingBox(1, 2, 3, 4, 2, 9);

        assertThat(new int[] {box.sizeX(), box.sizeY(), box.sizeZ()}).containsExactly(4, 1, 7);
    }

    @Test
    void wholeGridHasItsSizes() {
        BoundingBox whole = BoundingBox.whole(GRID);

        assertThat(whole).isEqualTo(new BoundingBox(0, 0, 0, 9, 10, 11));
    }

    @Test
    void unionHoldsBoth() {
        BoundingBox a = new BoundingBox(1, 5, 3, 2, 6, 4);
        BoundingBox b = new BoundingBox(0, 7, 3, 1, 9, 3);

        assertThat(a.union(b)).isEqualTo(new BoundingBox(0, 5, 3, 2, 9, 4)).isEqualTo(b.union(a));
        assertThat(a.union(a)).isEqualTo(a);
    }

    @Test
    void growsAsFarAsTheGridReaches() {
        assertThat(new BoundingBox(1, 5, 10, 2, 6, 11).grow(2, GRID)).isEqualTo(new BoundingBox(0, 3, 8, 4, 8, 11));
        assertThat(new BoundingBox(5, 5, 5, 5, 5, 5).grow(100, GRID)).isEqualTo(BoundingBox.whole(GRID));
        assertThat(new BoundingBox(5, 5, 5, 5, 5, 5).grow(0, GRID)).isEqualTo(new BoundingBox(5, 5, 5, 5, 5, 5));
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1", "1, 0, 1", "1, 1, 0"})
    void refusesToBeEmpty(int maxX, int maxY, int maxZ) {
        assertThatThrownBy(() -> new BoundingBox(1, 1, 1, maxX, maxY, maxZ))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("empty");
    }

    @Test
    void growsByAnotherMarginAlongEachAxis() {
        assertThat(new BoundingBox(5, 5, 5, 5, 5, 5).grow(1, 2, 30, GRID))
                .isEqualTo(new BoundingBox(4, 3, 0, 6, 7, GRID.nz() - 1));
    }

    @Test
    void reachesHalfAVoxelBeyondItsCenters() {
        BoundingBox box = new BoundingBox(1, 2, 3, 1, 4, 9);
        assertThat(box.centers()).isEqualTo(new Bounds(1, 2, 3, 1, 4, 9));
        assertThat(box.edges()).isEqualTo(new Bounds(0.5, 1.5, 2.5, 1.5, 4.5, 9.5));
    }
}

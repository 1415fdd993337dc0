package org.substantia.imaging.components;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Mask;
import org.substantia.imaging.oracle.Oracle;

class ConnectedComponentsTest {
    @ParameterizedTest
    @CsvSource({
        "scattered,FACES", "scattered,EDGES", "scattered,CORNERS",
        "middling,FACES", "middling,EDGES", "middling,CORNERS",
        "percolating,FACES", "percolating,EDGES", "percolating,CORNERS"
    })
    void numbersComponentsAsScipyDoes(String share, Connectivity connectivity) {
        Mask mask = Oracle.read("components_" + share + "_mask").mask(Affine.identity());
        int[] expected =
                Oracle.read("components_" + share + "_" + connectivity.steps()).ints();

        assertThat(ConnectedComponents.of(mask, connectivity).map().toIntArray())
                .containsExactly(expected);
    }

    /** Every label on its own, by the components of its mask, is the definition of the components of a label map. */
    @Property(tries = 60)
    void labelsAreSeparatedAsTheirMasksAre(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int labels, @ForAll Connectivity connectivity) {
        SplittableRandom random = new SplittableRandom(seed);
        Geometry grid =
                Geometry.axisAligned(1 + random.nextInt(9), 1 + random.nextInt(7), 1 + random.nextInt(6), 1, 1, 1);
        byte[] voxels = new byte[grid.voxelCount()];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = (byte) random.nextInt(labels + 1);
        }
        LabelMap map = LabelMap.ofBytes(grid, voxels);

        ConnectedComponents all = ConnectedComponents.ofLabels(map, connectivity);

        int found = 0;
        LabelMap numbers = all.map();
        for (int label = 1; label <= labels; label++) {
            ConnectedComponents own = ConnectedComponents.of(Mask.of(map, label), connectivity);
            found += own.count();
            LabelMap ownNumbers = own.map();
            for (int part = 1; part <= own.count(); part++) {
                int number = numbers.get(own.firstVoxel(part));
                assertThat(all.label(number)).isEqualTo(label);
                assertThat(all.size(number)).isEqualTo(own.size(part));
                assertThat(all.firstVoxel(number)).isEqualTo(own.firstVoxel(part));
                for (int i = 0; i < voxels.length; i++) {
                    assertThat(numbers.get(i) == number).isEqualTo(ownNumbers.get(i) == part);
                }
            }
        }
        assertThat(all.count()).isEqualTo(found);
    }

    @Property(tries = 40)
    void sizesAddUpAndFirstVoxelsIncrease(@ForAll long seed, @ForAll Connectivity connectivity) {
        Mask mask = scatter(new SplittableRandom(seed), 9, 8, 7);

        ConnectedComponents parts = ConnectedComponents.of(mask, connectivity);

        int sum = 0;
        for (int part = 1; part <= parts.count(); part++) {
            sum += parts.size(part);
            assertThat(parts.mask(part).count()).isEqualTo(parts.size(part));
            assertThat(parts.size(part))
                    .isLessThanOrEqualTo(parts.size(parts.largest().orElseThrow()));
            if (part > 1) {
                assertThat(parts.firstVoxel(part)).isGreaterThan(parts.firstVoxel(part - 1));
            }
        }
        assertThat(sum).isEqualTo(mask.count());
    }

    @Test
    void nothingIsConnectedInAnEmptyMask() {
        ConnectedComponents parts = ConnectedComponents.of(
                new Mask(Geometry.axisAligned(3, 3, 3, 1, 1, 1), new byte[27]), Connectivity.FACES);
        assertThat(parts.count()).isZero();
        assertThat(parts.largest()).isEmpty();
        assertThat(parts.map().counts()).isEmpty();
    }

    @Test
    void theLargestComponentIsTheFirstAmongEquals() {
        byte[] voxels = {1, 0, 2, 2, 0, 1, 1, 0, 1, 1, 0, 2};
        LabelMap map = LabelMap.ofBytes(Geometry.axisAligned(12, 1, 1, 1, 1, 1), voxels);

        ConnectedComponents parts = ConnectedComponents.ofLabels(map, Connectivity.CORNERS);

        assertThat(parts.count()).isEqualTo(5);
        assertThat(parts.largest()).hasValue(2);
        assertThat(parts.largest(1)).hasValue(3);
        assertThat(parts.largest(7)).isEmpty();
        assertThat(parts.mask(3).voxels()).containsExactly(0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0);
        assertThatIllegalArgumentException().isThrownBy(() -> parts.mask(new boolean[2]));
    }

    @Test
    void manyComponentsTakeWiderNumbers() {
        assertThat(isolated(255).width()).isEqualTo(LabelMap.Width.UNSIGNED_8);
        assertThat(isolated(256).width()).isEqualTo(LabelMap.Width.SIGNED_16);
        assertThat(isolated(32767).get(2 * 32766)).isEqualTo(32767);
        assertThat(isolated(32768).width()).isEqualTo(LabelMap.Width.SIGNED_32);
        assertThat(isolated(32768).get(2 * 32767)).isEqualTo(32768);
    }

    private static LabelMap isolated(int count) {
        byte[] voxels = new byte[2 * count];
        for (int i = 0; i < count; i++) {
            voxels[2 * i] = 1;
        }
        Mask mask = new Mask(Geometry.axisAligned(2 * count, 1, 1, 1, 1, 1), voxels);
        return ConnectedComponents.of(mask, Connectivity.CORNERS).map();
    }

    /** A run that ends where a row ends, and one that starts the next row, are not neighbors. */
    @Test
    void rowsDoNotRunIntoEachOther() {
        byte[] voxels = {0, 0, 1, 1, 0, 0, 0, 0, 0};
        Geometry grid = Geometry.axisAligned(3, 3, 1, 1, 1, 1);
        assertThat(ConnectedComponents.of(new Mask(grid, voxels), Connectivity.CORNERS)
                        .count())
                .isEqualTo(2);
        assertThat(ConnectedComponents.ofLabels(LabelMap.ofBytes(grid, voxels), Connectivity.CORNERS)
                        .count())
                .isEqualTo(2);
    }

    private static Mask scatter(SplittableRandom random, int nx, int ny, int nz) {
        byte[] voxels = new byte[nx * ny * nz];
        double share = random.nextDouble();
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = (byte) (random.nextDouble() < share ? 1 : 0);
        }
        return new Mask(Geometry.axisAligned(nx, ny, nz, 1, 1, 1), voxels);
    }
}

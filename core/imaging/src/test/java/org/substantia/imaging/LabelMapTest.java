package org.substantia.imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class LabelMapTest {
    private static final String SEED = "20261123";

    /** Sparse maps of every width, of sizes that do not divide by eight. */
    @Provide
    Arbitrary<LabelMap> maps() {
        Arbitrary<LabelMap.Width> width = Arbitraries.of(LabelMap.Width.values());
        Arbitrary<int[]> size =
                Arbitraries.integers().between(1, 7).array(int[].class).ofSize(3);
        return width.flatMap(w -> size.flatMap(n -> {
            Arbitrary<Integer> labels =
                    switch (w) {
                        case UNSIGNED_8 -> Arbitraries.of(0, 0, 0, 0, 1, 2, 127, 128, 255);
                        case SIGNED_16 -> Arbitraries.of(0, 0, 0, 0, 1, -1, 255, 256, 32_767, -32_768);
                        case SIGNED_32 ->
                            Arbitraries.of(0, 0, 0, 0, 1, -1, 70_000, Integer.MAX_VALUE, Integer.MIN_VALUE);
                    };
            Geometry grid = Geometry.axisAligned(n[0], n[1], n[2], 1, 1, 1);
            return labels.array(int[].class).ofSize(grid.voxelCount()).map(values -> make(w, grid, values));
        }));
    }

    private static LabelMap make(LabelMap.Width width, Geometry grid, int... values) {
        byte[] bytes = new byte[values.length];
        short[] shorts = new short[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
            shorts[i] = (short) values[i];
        }
        return switch (width) {
            case UNSIGNED_8 -> LabelMap.ofBytes(grid, bytes);
            case SIGNED_16 -> LabelMap.ofShorts(grid, shorts);
            case SIGNED_32 -> LabelMap.ofInts(grid, values);
        };
    }

    @Property(tries = 200, seed = SEED)
    void visitsEveryLabeledVoxelOnceInOrder(@ForAll("maps") LabelMap map) {
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < map.geometry().voxelCount(); i++) {
            if (map.get(i) != 0) {
                expected.add(i);
            }
        }
        List<Integer> visited = new ArrayList<>();
        map.forEachLabeled((index, label) -> {
            assertThat(label).isEqualTo(map.get(index));
            visited.add(index);
        });

        assertThat(visited).isEqualTo(expected);
    }

    @Property(tries = 200, seed = SEED)
    void countsAndArraySayTheSame(@ForAll("maps") LabelMap map) {
        Map<Integer, Integer> expected = new TreeMap<>();
        for (int label : map.toIntArray()) {
            if (label != 0) {
                expected.merge(label, 1, Integer::sum);
            }
        }

        assertThat(map.counts()).isEqualTo(expected);
    }

    @Property(tries = 200, seed = SEED)
    void boxesAreTheSmallestAroundTheirLabels(@ForAll("maps") LabelMap map) {
        for (int label : map.counts().keySet()) {
            BoundingBox box = map.boundingBox(label).orElseThrow();
            assertThat(map.crop(box).counts().get(label)).isEqualTo(map.counts().get(label));
            // Each face touches the label.
            for (BoundingBox face : List.of(
                    new BoundingBox(box.minX(), box.minY(), box.minZ(), box.minX(), box.maxY(), box.maxZ()),
                    new BoundingBox(box.maxX(), box.minY(), box.minZ(), box.maxX(), box.maxY(), box.maxZ()),
                    new BoundingBox(box.minX(), box.minY(), box.minZ(), box.maxX(), box.minY(), box.maxZ()),
                    new BoundingBox(box.minX(), box.maxY(), box.minZ(), box.maxX(), box.maxY(), box.maxZ()),
                    new BoundingBox(box.minX(), box.minY(), box.minZ(), box.maxX(), box.maxY(), box.minZ()),
                    new BoundingBox(box.minX(), box.minY(), box.maxZ(), box.maxX(), box.maxY(), box.maxZ()))) {
                assertThat(map.crop(face).counts()).containsKey(label);
            }
        }
        assertThat(map.boundingBox())
                .isEqualTo(map.counts().keySet().stream()
                        .map(label -> map.boundingBox(label).orElseThrow())
                        .reduce(BoundingBox::union));
    }

    @Property(tries = 100, seed = SEED)
    void cropKeepsLabelsAndWidth(@ForAll("maps") LabelMap map) {
        Geometry grid = map.geometry();
        BoundingBox box = new BoundingBox(
                grid.nx() / 2, grid.ny() / 3, grid.nz() / 2, grid.nx() - 1, grid.ny() - 1, grid.nz() - 1);
        LabelMap part = map.crop(box);

        assertThat(part.width()).isEqualTo(map.width());
        for (int z = 0; z < box.sizeZ(); z++) {
            for (int y = 0; y < box.sizeY(); y++) {
                for (int x = 0; x < box.sizeX(); x++) {
                    assertThat(part.get(x, y, z)).isEqualTo(map.get(x + box.minX(), y + box.minY(), z + box.minZ()));
                }
            }
        }
    }

    @Test
    void bytesAreUnsigned() {
        LabelMap map = LabelMap.ofBytes(Geometry.axisAligned(2, 1, 1, 1, 1, 1), new byte[] {-1, 0});

        assertThat(map.get(0)).isEqualTo(255);
        assertThat(map.counts()).containsExactly(Map.entry(255, 1));
    }

    @Test
    void bytesAreCopiedAsTheyAre() {
        Geometry grid = Geometry.axisAligned(4, 1, 1, 1, 1, 1);
        byte[] copied = new byte[3];

        LabelMap.ofBytes(grid, new byte[] {1, -1, 3, 4}).copyBytes(1, copied, 0, 2);

        assertThat(copied).containsExactly(-1, 3, 0);
        LabelMap wide = LabelMap.ofInts(grid, new int[4]);
        assertThatThrownBy(() -> wide.copyBytes(0, copied, 0, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("SIGNED_32");
    }

    @Test
    void emptyMapHasNoBox() {
        LabelMap map = LabelMap.ofInts(Geometry.axisAligned(3, 3, 3, 1, 1, 1), new int[27]);

        assertThat(map.boundingBox()).isEmpty();
        assertThat(map.boundingBox(1)).isEmpty();
        assertThat(map.counts()).isEmpty();
    }

    @Test
    void refusesAnArrayOfAnotherLength() {
        Geometry grid = Geometry.axisAligned(3, 3, 3, 1, 1, 1);
        for (LabelMap.Width width : LabelMap.Width.values()) {
            assertThatThrownBy(() -> make(width, grid, new int[26]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("26 labels for a grid of 27 voxels");
        }
    }

    @Test
    void arrayIsACopy() {
        int[] labels = {1, 2, 3};
        LabelMap map = LabelMap.ofInts(Geometry.axisAligned(3, 1, 1, 1, 1, 1), labels);
        Arrays.fill(map.toIntArray(), 9);

        assertThat(map.toIntArray()).containsExactly(1, 2, 3);
    }
}

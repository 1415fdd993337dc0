package org.substantia.imaging.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.oracle.Oracle;

class DistanceTransformTest {
    private static final Workers CALLER = Workers.caller();

    @ParameterizedTest
    @CsvSource({
        "sparse,unit,1,1,1", "sparse,mri,0.6667,0.6667,2.0",
        "half,unit,1,1,1", "half,mri,0.6667,0.6667,2.0",
        "dense,unit,1,1,1", "dense,mri,0.6667,0.6667,2.0"
    })
    void agreesWithScipyInsideAndOutside(String share, String spacing, double sx, double sy, double sz) {
        Mask mask = Oracle.read("distance_" + share + "_mask").mask(Affine.scaling(sx, sy, sz));
        float[] expected = Oracle.read("distance_" + share + "_" + spacing).floats();

        assertThat(DistanceTransform.signed(mask, CALLER).data()).containsExactly(expected, within(1e-6f));
        for (int i = 0; i < expected.length; i++) {
            expected[i] = Math.max(0, expected[i]);
        }
        assertThat(DistanceTransform.toForeground(mask, CALLER).data()).containsExactly(expected, within(1e-6f));
    }

    @Property(tries = 60)
    void isTheMinimumOverAllForegroundVoxels(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 40) int foreground,
            @ForAll @DoubleRange(min = 0.1, max = 5) double sx,
            @ForAll @DoubleRange(min = 0.1, max = 5) double sz) {
        SplittableRandom random = new SplittableRandom(seed);
        Geometry grid = new Geometry(
                1 + random.nextInt(9), 1 + random.nextInt(9), 1 + random.nextInt(9), Affine.scaling(-sx, 1, sz));
        Mask mask = scatter(grid, foreground, random);

        Volume distance = DistanceTransform.toForeground(mask, CALLER);

        for (int z = 0; z < grid.nz(); z++) {
            for (int y = 0; y < grid.ny(); y++) {
                for (int x = 0; x < grid.nx(); x++) {
                    assertThat((double) distance.get(x, y, z)).isCloseTo(nearest(mask, x, y, z), within(1e-5));
                }
            }
        }
    }

    private static double nearest(Mask mask, int x, int y, int z) {
        Geometry grid = mask.geometry();
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < grid.voxelCount(); i++) {
            if (mask.contains(i)) {
                double dx = (i % grid.nx() - x) * grid.spacing(0);
                double dy = (i / grid.nx() % grid.ny() - y) * grid.spacing(1);
                double dz = (i / grid.nx() / grid.ny() - z) * grid.spacing(2);
                best = Math.min(best, Math.sqrt(dx * dx + dy * dy + dz * dz));
            }
        }
        return best;
    }

    @Property(tries = 30)
    void moveWithTheForeground(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Mask small = scatter(Geometry.axisAligned(6, 5, 4, 0.7, 0.7, 2), 8, random);
        int dx = random.nextInt(5);
        int dy = random.nextInt(5);
        int dz = random.nextInt(5);

        Volume at = DistanceTransform.toForeground(embed(small, 0, 0, 0), CALLER);
        Volume moved = DistanceTransform.toForeground(embed(small, dx, dy, dz), CALLER);

        for (int z = 0; z < 4; z++) {
            for (int y = 0; y < 5; y++) {
                for (int x = 0; x < 6; x++) {
                    assertThat(moved.get(x + dx, y + dy, z + dz)).isEqualTo(at.get(x, y, z));
                }
            }
        }
    }

    private static Mask embed(Mask small, int dx, int dy, int dz) {
        Geometry grid = Geometry.axisAligned(12, 11, 10, 0.7, 0.7, 2);
        byte[] voxels = new byte[grid.voxelCount()];
        Geometry from = small.geometry();
        for (int z = 0; z < from.nz(); z++) {
            for (int y = 0; y < from.ny(); y++) {
                for (int x = 0; x < from.nx(); x++) {
                    voxels[grid.index(x + dx, y + dy, z + dz)] = small.voxels()[from.index(x, y, z)];
                }
            }
        }
        return new Mask(grid, voxels);
    }

    @Property(tries = 30)
    void changesByNoMoreThanTheStepBetweenTwoVoxels(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Geometry grid = Geometry.axisAligned(11, 10, 9, 0.7, 1.1, 2);
        Volume distance = DistanceTransform.toForeground(scatter(grid, 5, random), CALLER);
        for (int i = 0; i < 200; i++) {
            int[] a = {random.nextInt(11), random.nextInt(10), random.nextInt(9)};
            int[] b = {random.nextInt(11), random.nextInt(10), random.nextInt(9)};
            double step = Math.sqrt(Math.pow((a[0] - b[0]) * 0.7, 2)
                    + Math.pow((a[1] - b[1]) * 1.1, 2)
                    + Math.pow((a[2] - b[2]) * 2, 2));
            assertThat((double) Math.abs(distance.get(a[0], a[1], a[2]) - distance.get(b[0], b[1], b[2])))
                    .isLessThanOrEqualTo(step + 1e-5);
        }
    }

    @Property(tries = 30)
    void signChangesWhenForegroundAndBackgroundAreExchanged(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Mask mask = scatter(Geometry.axisAligned(9, 8, 7, 1, 1.5, 2), 1 + random.nextInt(400), random);

        float[] signed = DistanceTransform.signed(mask, CALLER).data();
        float[] other = DistanceTransform.signed(mask.complement(), CALLER).data();

        for (int i = 0; i < signed.length; i++) {
            assertThat(signed[i]).isEqualTo(-other[i]);
        }
    }

    @Test
    void withoutForegroundEverythingIsInfinitelyFar() {
        Mask empty = new Mask(Geometry.axisAligned(4, 3, 2, 1, 1, 1), new byte[24]);
        assertThat(DistanceTransform.toForeground(empty, CALLER).data()).containsOnly(Float.POSITIVE_INFINITY);
        assertThat(DistanceTransform.signed(empty, CALLER).data()).containsOnly(Float.POSITIVE_INFINITY);
        assertThat(DistanceTransform.signed(empty.complement(), CALLER).data()).containsOnly(Float.NEGATIVE_INFINITY);
    }

    @Test
    void squaresInVoxelsAreWholeNumbers() {
        Mask mask = scatter(Geometry.axisAligned(60, 50, 40, 0.7, 0.7, 2), 9, new SplittableRandom(4));
        for (float d : DistanceTransform.toForegroundInVoxels(mask, CALLER).data()) {
            double square = Math.rint((double) d * d);
            assertThat(d).isEqualTo((float) Math.sqrt(square));
        }
    }

    @Test
    void threadsDoNotChangeABit() {
        Mask mask = scatter(Geometry.axisAligned(37, 29, 23, 0.67, 0.67, 2), 30, new SplittableRandom(8));
        try (Workers three = Workers.of(3)) {
            assertThat(DistanceTransform.signed(mask, three).data())
                    .containsExactly(DistanceTransform.signed(mask, CALLER).data());
        }
    }

    @Test
    void spacingsMustBePositive() {
        Mask mask = new Mask(Geometry.axisAligned(1, 1, 1, 1, 1, 1), new byte[1]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DistanceTransform.toForeground(mask, 1, 0, 1, CALLER))
                .withMessageContaining("positive");
    }

    private static Mask scatter(Geometry grid, int foreground, SplittableRandom random) {
        byte[] voxels = new byte[grid.voxelCount()];
        for (int i = 0; i < foreground; i++) {
            voxels[random.nextInt(voxels.length)] = 1;
        }
        return new Mask(grid, voxels);
    }
}

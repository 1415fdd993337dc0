package org.substantia.imaging.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Mask;
import org.substantia.imaging.components.Connectivity;
import org.substantia.imaging.oracle.Oracle;

class MorphologyTest {
    private static final Workers CALLER = Workers.caller();

    @ParameterizedTest
    @CsvSource({"FACES,1", "FACES,2", "EDGES,1", "EDGES,2", "CORNERS,1", "CORNERS,2"})
    void erodesAndDilatesAsScipyDoes(Connectivity connectivity, int times) {
        String which = connectivity.steps() + "_" + times;
        Mask mask = Oracle.read("morphology_mask").mask(Affine.identity());
        Mask seeds = Oracle.read("morphology_seeds").mask(Affine.identity());

        assertThat(Morphology.erode(mask, connectivity, times, CALLER).voxels())
                .containsExactly(Oracle.read("morphology_erosion_" + which).bytes());
        assertThat(Morphology.dilate(seeds, connectivity, times, CALLER).voxels())
                .containsExactly(Oracle.read("morphology_dilation_" + which).bytes());
    }

    @Test
    void fillsHolesAsScipyDoes() {
        Mask mask = Oracle.read("morphology_holes_mask").mask(Affine.identity());

        Mask filled = Morphology.fillHoles(mask);

        assertThat(filled.voxels())
                .containsExactly(Oracle.read("morphology_holes_filled").bytes());
        assertThat(filled.count()).isGreaterThan(mask.count());
        assertThat(Morphology.fillHoles(filled).voxels()).containsExactly(filled.voxels());
    }

    /** Away from the faces of the grid, eroding the foreground is dilating the background. */
    @Property(tries = 40)
    void erosionIsDilationOfTheBackground(@ForAll long seed, @ForAll Connectivity connectivity) {
        Mask mask = scatter(new SplittableRandom(seed));
        Geometry grid = mask.geometry();

        Mask eroded = Morphology.erode(mask, connectivity, CALLER);
        Mask dilated = Morphology.dilate(mask.complement(), connectivity, CALLER);

        for (int z = 1; z < grid.nz() - 1; z++) {
            for (int y = 1; y < grid.ny() - 1; y++) {
                for (int x = 1; x < grid.nx() - 1; x++) {
                    assertThat(eroded.contains(x, y, z)).isNotEqualTo(dilated.contains(x, y, z));
                }
            }
        }
    }

    @Property(tries = 40)
    void anyByteThatIsNotZeroIsForeground(@ForAll long seed, @ForAll Connectivity connectivity) {
        SplittableRandom random = new SplittableRandom(seed);
        Mask mask = scatter(random);
        byte[] odd = mask.voxels().clone();
        for (int i = 0; i < odd.length; i++) {
            odd[i] *= (byte) (1 + random.nextInt(255));
        }
        Mask same = new Mask(mask.geometry(), odd);

        assertThat(Morphology.erode(same, connectivity, CALLER).voxels())
                .containsExactly(Morphology.erode(mask, connectivity, CALLER).voxels());
        assertThat(Morphology.dilate(same, connectivity, CALLER).voxels())
                .containsExactly(Morphology.dilate(mask, connectivity, CALLER).voxels());
        assertThat(Morphology.dilate(same, connectivity, 0, CALLER).voxels()).containsExactly(mask.voxels());
    }

    @Test
    void threadsDoNotChangeABit() {
        Mask mask = Oracle.read("morphology_mask").mask(Affine.identity());
        try (Workers three = Workers.of(3)) {
            assertThat(Morphology.erode(mask, Connectivity.EDGES, three).voxels())
                    .containsExactly(
                            Morphology.erode(mask, Connectivity.EDGES, CALLER).voxels());
        }
    }

    private static Mask scatter(SplittableRandom random) {
        Geometry grid =
                Geometry.axisAligned(1 + random.nextInt(9), 1 + random.nextInt(8), 1 + random.nextInt(7), 1, 1, 1);
        double share = random.nextDouble();
        byte[] voxels = new byte[grid.voxelCount()];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = (byte) (random.nextDouble() < share ? 1 : 0);
        }
        return new Mask(grid, voxels);
    }
}

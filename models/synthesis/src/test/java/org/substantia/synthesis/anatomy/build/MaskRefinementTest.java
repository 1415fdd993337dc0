package org.substantia.synthesis.anatomy.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;

class MaskRefinementTest {
    private static final Geometry SLICES = Geometry.axisAligned(44, 40, 16, 0.667, 0.667, 2);

    /** The smallest balls are nine voxels wide and three slices high: a few voxels more or less count. */
    @Property(tries = 12)
    void keepsTheVolumeOfLabelsThatTouch(
            @ForAll @DoubleRange(min = 3, max = 6) double radius,
            @ForAll @DoubleRange(min = -1, max = 1) double shift) {
        LabelMap drawn = twoBalls(radius, shift);
        LabelMap fine = MaskRefinement.refine(drawn, MaskRefinement.fineGrid(drawn, drawn));
        drawn.counts().forEach((label, voxels) -> assertThat(fine.counts().get(label) / (2.0 * voxels))
                .isBetween(0.94, 1.06));
    }

    @Test
    void takesTheStepsOutOfASlantedSurface() {
        byte[] values = new byte[SLICES.voxelCount()];
        for (int i = 0; i < values.length; i++) {
            int x = i % 44;
            int y = i / 44 % 40;
            int z = i / 44 / 40;
            boolean inside = y > 8 && y < 32 && z > 2 && z < 13 && x > 4 && x < 6 + 3 * z;
            values[i] = (byte) (inside ? 1 : 0);
        }
        LabelMap drawn = LabelMap.ofBytes(SLICES, values);
        Geometry grid = MaskRefinement.fineGrid(drawn, drawn);
        LabelMap fine = MaskRefinement.refine(drawn, grid);
        int y = (int) Math.round((20 * 0.667 - grid.affine().get(1, 3)) / 0.667);
        int repeated = 0;
        for (int z = grid.nz() / 2 - 6; z < grid.nz() / 2 + 6; z++) {
            repeated += edge(fine, y, z) == edge(fine, y, z + 1) ? 1 : 0;
        }
        // With every slice drawn twice, six of the twelve pairs would have the same edge.
        assertThat(repeated).isLessThanOrEqualTo(2);
    }

    @Test
    void turnsAxesToTheWorldWithoutMovingAnything() throws IOException {
        Geometry stored = new Geometry(3, 4, 5, Affine.of(0, -0.5, 0, 10, 0, 0, 2, -4, -1, 0, 0, 7));
        byte[] values = new byte[60];
        values[stored.index(2, 1, 3)] = 9;
        LabelMap turned = MaskRefinement.toWorldAxes(LabelMap.ofBytes(stored, values), "mask");
        Geometry g = turned.geometry();
        assertThat(new int[] {g.nx(), g.ny(), g.nz()}).containsExactly(4, 5, 3);
        assertThat(g.affine().get(0, 0)).isPositive();
        double[] place = stored.affine().apply(2, 1, 3);
        double[] voxel = g.affine().inverse().apply(place[0], place[1], place[2]);
        assertThat(turned.get((int) Math.round(voxel[0]), (int) Math.round(voxel[1]), (int) Math.round(voxel[2])))
                .isEqualTo(9);
        assertThat(turned.counts()).containsEntry(9, 1).hasSize(1);
    }

    @Test
    void refusesAnObliqueGridByName() {
        Geometry oblique = new Geometry(3, 3, 3, Affine.of(0.9, -0.436, 0, 0, 0.436, 0.9, 0, 0, 0, 0, 1, 0));
        assertThatThrownBy(() -> MaskRefinement.toWorldAxes(LabelMap.ofBytes(oblique, new byte[27]), "p1/QSM.nii"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("p1/QSM.nii")
                .hasMessageContaining("oblique");
    }

    private static int edge(LabelMap map, int y, int z) {
        int last = -1;
        for (int x = 0; x < map.geometry().nx(); x++) {
            if (map.get(x, y, z) != 0) {
                last = x;
            }
        }
        return last;
    }

    private static LabelMap twoBalls(double radius, double shift) {
        byte[] values = new byte[SLICES.voxelCount()];
        for (int i = 0; i < values.length; i++) {
            double x = i % 44 * 0.667;
            double y = i / 44 % 40 * 0.667 - 13;
            int slice = i / 44 / 40;
            double z = slice * 2 - 16 - shift;
            if ((x - 10) * (x - 10) + y * y + z * z < radius * radius) {
                values[i] = 1;
            } else if ((x - 17) * (x - 17) + y * y + z * z < radius * radius) {
                values[i] = 2;
            }
        }
        return LabelMap.ofBytes(SLICES, values);
    }
}

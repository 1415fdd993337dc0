package org.substantia.synthesis.anatomy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.synthesis.anatomy.registration.VoxelDisplacementField;

class HeadWarpTest {
    private static final Geometry HEAD = new Geometry(40, 40, 40, Affine.of(-1, 0, 0, 20, 0, 0, 1, -20, 0, -1, 0, 20));

    @Test
    void aHeadStoredWithOtherAxesComesOutWhereItIs() {
        LabelMap head = block(10, 15, 30, 28);
        Geometry target = new Geometry(50, 50, 50, Affine.scaling(1, 1, 1, -25, -25, -25));
        LabelMap warped = HeadWarp.warp(head, still(Affine.identity()), target);
        BoundingBox box = warped.boundingBox(5).orElseThrow();
        // x = 20 - i, y = k - 20, z = 20 - j for i, j, k from 10 (15) to 30 (28).
        assertThat(target.affine().apply(box.minX(), box.minY(), box.minZ())).containsExactly(-10, -5, -10);
        assertThat(target.affine().apply(box.maxX(), box.maxY(), box.maxZ())).containsExactly(10, 8, 10);
    }

    @Test
    void followsTheDisplacementBeforeTheAffineMap() {
        LabelMap head = block(10, 10, 30, 30);
        Geometry target = new Geometry(50, 50, 50, Affine.scaling(1, 1, 1, -25, -25, -25));
        VoxelDisplacementField up =
                VoxelDisplacementField.zeros(new Geometry(40, 40, 40, Affine.scaling(2, 2, 2, -40, -40, -40)));
        java.util.Arrays.fill(up.component(2), 2);
        HeadMap map = new HeadMap(Affine.scaling(2, 2, 2), up);
        BoundingBox box = HeadWarp.warp(head, map, target).boundingBox(5).orElseThrow();
        // Head z from -10 to 10 lies at (z - 2 * 4) / 2: from -9 to 1.
        assertThat(target.affine().applyZ(0, 0, box.minZ())).isEqualTo(-9);
        assertThat(target.affine().applyZ(0, 0, box.maxZ())).isEqualTo(1);
        assertThat(target.affine().applyX(box.minX(), 0, 0)).isEqualTo(-5);
    }

    @Test
    void coversTheFieldOfViewAndTwentyMillimetersMore() {
        Geometry scan = new Geometry(300, 300, 70, Affine.of(-2 / 3.0, 0, 0, 0, 0, 2 / 3.0, 0, 0, 0, 0, 2, 0));
        Geometry grid = HeadWarp.tissueGrid(scan);
        assertThat(new int[] {grid.nx(), grid.ny(), grid.nz()}).containsExactly(240, 240, 180);
        assertThat(grid.affine().applyZ(0, 0, 0)).isEqualTo(-20.5);
        assertThat(grid.affine().get(0, 0)).isEqualTo(1);
    }

    private static HeadMap still(Affine affine) {
        return new HeadMap(affine, VoxelDisplacementField.zeros(Geometry.axisAligned(2, 2, 2, 1, 1, 1)));
    }

    /** Label 5 from {@code from} to {@code to} along the first two axes, and along the third. */
    private static LabelMap block(int from, int from3, int to, int to3) {
        byte[] values = new byte[HEAD.voxelCount()];
        for (int k = from3; k <= to3; k++) {
            for (int j = from; j <= to; j++) {
                for (int i = from; i <= to; i++) {
                    values[HEAD.index(i, j, k)] = 5;
                }
            }
        }
        return LabelMap.ofBytes(HEAD, values);
    }
}

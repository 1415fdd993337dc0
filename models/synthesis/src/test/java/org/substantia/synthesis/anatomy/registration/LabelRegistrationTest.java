package org.substantia.synthesis.anatomy.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;

class LabelRegistrationTest {
    private static final Geometry GRID = new Geometry(28, 28, 28, Affine.scaling(2, 2, 2, -27, -27, -27));
    private static final List<List<Integer>> GROUPS = List.of(List.of(), List.of(0), List.of(1), List.of(2));

    /** Voxels of 1 mm on the places of the 2 mm grid: samples half way between them once were all rounded upwards. */
    @Test
    void twoDrawingsOfOneAnatomyAreNotShiftedByTheGridsTheyAreDrawnOn() {
        LabelMap fixed = balls(new Geometry(56, 56, 56, Affine.scaling(1, 1, 1, -27, -27, -27)), 0, 0);
        LabelMap moving = balls(new Geometry(80, 80, 80, Affine.scaling(0.7, 0.7, 0.7, -28.1, -28.2, -27.9)), 0, 0);
        Affine found = registration(fixed, moving).affine(Affine.identity(), 0.01);
        // A tenth of the finer voxel is the drawing's own roughness; the fault moved everything by 0.5 mm.
        assertThat(found.apply(0, 0, 0)).usingComparatorWithPrecision(0.1).containsExactly(0, 0, 0);
    }

    @Test
    void findsAShift() {
        LabelMap fixed = balls(new Geometry(56, 56, 56, Affine.scaling(1, 1, 1, -27, -27, -27)), 0, 0);
        LabelMap moving = balls(new Geometry(56, 56, 56, Affine.scaling(1, 1, 1, -27, -27, -27)), 2.5, 0);
        Affine found = registration(fixed, moving).affine(Affine.identity(), 0.01);
        assertThat(found.applyX(0, 0, 0)).isCloseTo(2.5, within(0.15));
    }

    @Test
    void theVelocityTakesStructuresToTheirOwnAndStaysInvertible() {
        LabelMap fixed = balls(new Geometry(56, 56, 56, Affine.scaling(1, 1, 1, -27, -27, -27)), 0, 0);
        LabelMap moving = balls(new Geometry(56, 56, 56, Affine.scaling(1, 1, 1, -27, -27, -27)), 0, 3);
        VoxelDisplacementField moved = registration(fixed, moving)
                .aligned(Affine.identity())
                .velocity(List.of(new RegistrationPlan.Level(1, 40, 1, 0.6)))
                .exponential(6);
        double[] shift = new double[3];
        // The second ball moved up by 3 mm, the first stayed.
        moved.at(18.5, 13.5, 13.5, shift);
        assertThat(2 * shift[2]).isCloseTo(3, within(0.5));
        moved.at(8.5, 13.5, 13.5, shift);
        assertThat(2 * shift[2]).isCloseTo(0, within(0.4));
        assertThat(moved.jacobianRange()[0]).isPositive();
    }

    @Test
    void containmentPullsARegionOverItsPart() {
        LabelMap fixed = balls(new Geometry(56, 56, 56, Affine.scaling(1, 1, 1, -27, -27, -27)), 0, 0);
        LabelMap moving = balls(new Geometry(56, 56, 56, Affine.scaling(1, 1, 1, -27, -27, -27)), 0, 4);
        RegistrationPlan plan = new RegistrationPlan(List.of(1.0), List.of(new InclusionConstraint(true, 1, 1)));
        List<List<Integer>> groups = List.of(List.of(), List.of(0), List.of(1), List.of());
        VoxelDisplacementField moved = new LabelRegistration(
                        plan, GRID, new LabelGroups(fixed, groups), new LabelGroups(moving, groups))
                .aligned(Affine.identity())
                .velocity(List.of(new RegistrationPlan.Level(1, 40, 1, 0.6)))
                .exponential(6);
        double[] shift = new double[3];
        moved.at(18.5, 13.5, 11.5, shift);
        assertThat(2 * shift[2]).isGreaterThan(1.5);
    }

    private static LabelRegistration registration(LabelMap fixed, LabelMap moving) {
        RegistrationPlan plan = new RegistrationPlan(List.of(1.0, 1.0, 1.0), List.of());
        return new LabelRegistration(plan, GRID, new LabelGroups(fixed, GROUPS), new LabelGroups(moving, GROUPS));
    }

    /** Three balls; all shifted along x, the second also along z. */
    private static LabelMap balls(Geometry grid, double shiftX, double secondUp) {
        byte[] values = new byte[grid.voxelCount()];
        for (int i = 0; i < values.length; i++) {
            int slice = i / grid.nx() / grid.ny();
            double[] p = grid.affine().apply(i % grid.nx(), i / grid.nx() % grid.ny(), slice);
            double x = p[0] - shiftX;
            if (near(x + 10, p[1], p[2], 7)) {
                values[i] = 1;
            } else if (near(x - 10, p[1], p[2] - secondUp, 6)) {
                values[i] = 2;
            } else if (near(x, p[1] - 13, p[2] - 3, 5)) {
                values[i] = 3;
            }
        }
        return LabelMap.ofBytes(grid, values);
    }

    private static boolean near(double x, double y, double z, double radius) {
        return x * x + y * y + z * z < radius * radius;
    }
}

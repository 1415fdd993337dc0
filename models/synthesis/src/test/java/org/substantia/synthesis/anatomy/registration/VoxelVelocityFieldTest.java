package org.substantia.synthesis.anatomy.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.substantia.imaging.Geometry;

class VoxelVelocityFieldTest {
    private static final Geometry GRID = Geometry.axisAligned(24, 22, 20, 2, 2, 2);

    @Property(tries = 15)
    void theExponentialOfTheOppositeVelocityLeadsBack(@ForAll @DoubleRange(min = -2.5, max = 2.5) double strength) {
        VoxelDisplacementField there = bump(strength).exponential(6);
        VoxelDisplacementField back = bump(-strength).exponential(6);
        double[] first = new double[3];
        double[] second = new double[3];
        for (int z = 4; z < 16; z++) {
            for (int x = 4; x < 20; x++) {
                there.at(x, 11, z, first);
                back.at(x + first[0], 11 + first[1], z + first[2], second);
                for (int axis = 0; axis < 3; axis++) {
                    assertThat(first[axis] + second[axis]).isCloseTo(0, within(0.1));
                }
            }
        }
    }

    @Property(tries = 15)
    void theExponentialKeepsAllVolumesPositive(@ForAll @DoubleRange(min = -3, max = 3) double strength) {
        double[] range = bump(strength).exponential(6).jacobianRange();
        assertThat(range[0]).isPositive();
        assertThat(range[1]).isGreaterThanOrEqualTo(range[0]);
    }

    @Test
    void nothingMovesWithoutVelocity() {
        VoxelDisplacementField still = VoxelVelocityField.zeros(GRID).exponential(6);
        assertThat(still.longest()).isZero();
        assertThat(still.jacobianRange()).containsExactly(1, 1);
    }

    @Test
    void isZeroBeyondTheGrid() {
        double[] out = {1, 1, 1};
        assertThat(bump(2).exponential(0).at(-0.5, 3, 3, out)).isFalse();
        assertThat(out).containsOnly(0);
    }

    @Test
    void refusesComponentsOfAnotherSize() {
        assertThatThrownBy(() -> new VoxelVelocityField(GRID, new float[3][5]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** A smooth push along a slanted direction in the middle of the grid. */
    private static VoxelVelocityField bump(double strength) {
        VoxelVelocityField field = VoxelVelocityField.zeros(GRID);
        int i = 0;
        for (int z = 0; z < GRID.nz(); z++) {
            for (int y = 0; y < GRID.ny(); y++) {
                for (int x = 0; x < GRID.nx(); x++, i++) {
                    double d2 = sq(x - 11.5) + sq(y - 10.5) + sq(z - 9.5);
                    double size = strength * Math.exp(-d2 / 18);
                    field.component(0)[i] = (float) size;
                    field.component(1)[i] = (float) (-0.5 * size);
                    field.component(2)[i] = (float) (0.3 * size);
                }
            }
        }
        return field;
    }

    private static double sq(double v) {
        return v * v;
    }
}

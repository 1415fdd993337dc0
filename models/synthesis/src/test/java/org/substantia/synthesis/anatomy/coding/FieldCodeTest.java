package org.substantia.synthesis.anatomy.coding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.substantia.imaging.Geometry;
import org.substantia.synthesis.anatomy.registration.VoxelVelocityField;

class FieldCodeTest {
    private static final Geometry GRID = Geometry.axisAligned(9, 7, 5, 2, 2, 2);

    @Property(tries = 40)
    void givesBackEveryComponentRounded(@ForAll @DoubleRange(min = 0.01, max = 900) double size, @ForAll long seed) {
        VoxelVelocityField field = random(size, seed);
        VoxelVelocityField read = FieldCode.decode(FieldCode.encode(field));
        assertThat(read.geometry()).isEqualTo(GRID);
        for (int axis = 0; axis < 3; axis++) {
            for (int i = 0; i < GRID.voxelCount(); i++) {
                assertThat(read.component(axis)[i]).isCloseTo(field.component(axis)[i], within(1 / 64f + 1e-4f));
            }
        }
    }

    @Property(tries = 10)
    void losesNothingTheSecondTime(@ForAll long seed) {
        byte[] once = FieldCode.encode(random(3, seed));
        assertThat(FieldCode.encode(FieldCode.decode(once))).isEqualTo(once);
    }

    @Test
    void refusesVectorsBeyondAllReason() {
        VoxelVelocityField field = VoxelVelocityField.zeros(GRID);
        field.component(1)[3] = 20000;
        assertThatThrownBy(() -> FieldCode.encode(field)).isInstanceOf(IllegalArgumentException.class);
    }

    private static VoxelVelocityField random(double size, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        VoxelVelocityField field = VoxelVelocityField.zeros(GRID);
        for (int axis = 0; axis < 3; axis++) {
            for (int i = 0; i < GRID.voxelCount(); i++) {
                field.component(axis)[i] = (float) (size * (random.nextDouble() - 0.5));
            }
        }
        return field;
    }
}

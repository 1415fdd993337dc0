package org.substantia.imaging.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class RotationMatrixTest {
    @Property(tries = 100, seed = "1")
    void turnsAboutAVectorByItsLength(
            @ForAll @DoubleRange(min = -1.7, max = 1.7) double x,
            @ForAll @DoubleRange(min = -1.7, max = 1.7) double y,
            @ForAll @DoubleRange(min = -1.7, max = 1.7) double z) {
        double[] r = RotationMatrix.ofRotationVector(x, y, z);
        assertThat(RotationMatrix.angle(r)).isCloseTo(Math.sqrt(x * x + y * y + z * z), within(1e-9));
        double[] kept = {r[0] * x + r[1] * y + r[2] * z, r[3] * x + r[4] * y + r[5] * z, r[6] * x + r[7] * y + r[8] * z
        };
        assertThat(kept).containsExactly(new double[] {x, y, z}, within(1e-12));
    }

    @Test
    void agreesWithTheAnglesAboutOneAxis() {
        assertThat(RotationMatrix.ofRotationVector(0.4, 0, 0))
                .containsExactly(RotationMatrix.ofAngles(0.4, 0, 0), within(1e-15));
        assertThat(RotationMatrix.ofRotationVector(0, -0.4, 0))
                .containsExactly(RotationMatrix.ofAngles(0, -0.4, 0), within(1e-15));
        assertThat(RotationMatrix.ofRotationVector(0, 0, 0.4))
                .containsExactly(RotationMatrix.ofAngles(0, 0, 0.4), within(1e-15));
    }

    @Test
    void leavesEverythingInPlaceWithoutAnAngle() {
        assertThat(RotationMatrix.ofRotationVector(0, 0, 0)).containsExactly(1, 0, 0, 0, 1, 0, 0, 0, 1);
    }
}

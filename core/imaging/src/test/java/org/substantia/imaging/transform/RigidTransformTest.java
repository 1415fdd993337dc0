package org.substantia.imaging.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.substantia.imaging.Affine;

class RigidTransformTest {
    private static final double[] ORIGIN = new double[3];

    @Test
    void turnsRightHandedAboutTheAxes() {
        double quarter = Math.PI / 2;
        assertThat(turn(quarter, 0, 0).apply(0, 1, 0)).containsExactly(new double[] {0, 0, 1}, within(1e-12));
        assertThat(turn(0, quarter, 0).apply(0, 0, 1)).containsExactly(new double[] {1, 0, 0}, within(1e-12));
        assertThat(turn(0, 0, quarter).apply(1, 0, 0)).containsExactly(new double[] {0, 1, 0}, within(1e-12));
    }

    @Test
    void turnsAboutXFirst() {
        Affine both = turn(0.3, 0.2, -0.4);
        Affine oneByOne = turn(0, 0, -0.4).compose(turn(0, 0.2, 0)).compose(turn(0.3, 0, 0));
        assertThat(both.toArray()).containsExactly(oneByOne.toArray(), within(1e-12));
    }

    @Test
    void movesItsCenterByItsShift() {
        RigidTransform transform = new RigidTransform(0.2, -0.1, 0.3, 1, 2, -2, 10, 20, 30);
        assertThat(transform.toAffine().apply(10, 20, 30)).containsExactly(new double[] {11, 22, 28}, within(1e-12));
        assertThat(transform.shiftMm()).isEqualTo(3);
    }

    @Property(tries = 200, seed = "1")
    void inverseUndoes(
            @ForAll @DoubleRange(min = -3, max = 3) double a,
            @ForAll @DoubleRange(min = -3, max = 3) double b,
            @ForAll @DoubleRange(min = -3, max = 3) double c,
            @ForAll @DoubleRange(min = -50, max = 50) double shift) {
        RigidTransform transform =
                RigidTransform.of(new double[] {a, b, c}, new double[] {shift, 3, -shift}, new double[] {7, -9, shift});
        Affine nothing = transform.inverse().toAffine().compose(transform.toAffine());
        assertThat(nothing.toArray()).containsExactly(Affine.identity().toArray(), within(1e-9));
        assertThat(transform.toAffine().determinant()).isCloseTo(1, within(1e-12));
        assertThat(transform.inverse().angleDegrees()).isCloseTo(transform.angleDegrees(), within(1e-6));
    }

    @Test
    void invertsAQuarterTurnAboutY() {
        RigidTransform transform = RigidTransform.of(new double[] {0.4, Math.PI / 2, 0.1}, ORIGIN, ORIGIN);
        Affine nothing = transform.inverse().toAffine().compose(transform.toAffine());
        assertThat(nothing.toArray()).containsExactly(Affine.identity().toArray(), within(1e-7));
    }

    @Test
    void tellsSmallAnglesExactly() {
        assertThat(RigidTransform.of(new double[] {1e-9, 0, 0}, ORIGIN, ORIGIN).angleDegrees())
                .isCloseTo(Math.toDegrees(1e-9), within(1e-18));
        assertThat(RigidTransform.of(new double[] {0, Math.toRadians(170), 0}, ORIGIN, ORIGIN)
                        .angleDegrees())
                .isCloseTo(170, within(1e-9));
    }

    @Test
    void knowsTheIdentity() {
        assertThat(RigidTransform.identity().isIdentity()).isTrue();
        assertThat(RigidTransform.identity().toAffine()).isEqualTo(Affine.identity());
        assertThat(new RigidTransform(0, 0, 0, 0, 0, 1e-9, 0, 0, 0).isIdentity())
                .isFalse();
    }

    @Test
    void rejectsNumbersThatAreNotFinite() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RigidTransform(0, 0, Double.NaN, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void derivativesAreThoseOfTheMatrix() {
        double[] angles = {0.3, -0.5, 0.7};
        double[][] derivatives = RotationMatrix.derivatives(angles[0], angles[1], angles[2]);
        for (int axis = 0; axis < 3; axis++) {
            double[] up = angles.clone();
            double[] down = angles.clone();
            up[axis] += 1e-6;
            down[axis] -= 1e-6;
            double[] above = RotationMatrix.ofAngles(up[0], up[1], up[2]);
            double[] below = RotationMatrix.ofAngles(down[0], down[1], down[2]);
            for (int i = 0; i < 9; i++) {
                assertThat(derivatives[axis][i]).isCloseTo((above[i] - below[i]) / 2e-6, within(1e-8));
            }
        }
    }

    private static Affine turn(double x, double y, double z) {
        return RigidTransform.of(new double[] {x, y, z}, ORIGIN, ORIGIN).toAffine();
    }
}

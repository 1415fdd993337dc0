package org.substantia.segmentation.localization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RigidFitTest {
    @Property(tries = 100)
    void findsTheMotionThatMovedThePoints(@ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] from = new double[8][3];
        for (double[] point : from) {
            for (int axis = 0; axis < 3; axis++) {
                point[axis] = 100 * random.nextDouble() - 50;
            }
        }
        double angle = Math.PI * random.nextDouble();
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        RigidFit motion = new RigidFit(
                new double[][] {{cos, -sin, 0}, {sin, cos, 0}, {0, 0, 1}},
                0.9 + 0.2 * random.nextDouble(),
                new double[] {random.nextDouble() * 40, -7, 3});
        double[][] to = Arrays.stream(from).map(motion::apply).toArray(double[][]::new);
        double[] weights = random.doubles(8, 0.1, 1).toArray();

        RigidFit fit = RigidFit.of(from, to, weights, true);

        assertThat(fit.degrees()).isCloseTo(Math.toDegrees(angle), within(1e-4));
        assertThat(fit.scale()).isCloseTo(motion.scale(), within(1e-9));
        for (int p = 0; p < from.length; p++) {
            assertThat(fit.distance(from[p], to[p])).isLessThan(1e-8);
        }
    }

    @Test
    void neverAnswersAReflection() {
        double[][] from = {{0, 0, 0}, {30, 0, 0}, {0, 30, 0}, {0, 0, 30}, {20, 20, 5}};
        double[][] to =
                Arrays.stream(from).map(p -> new double[] {-p[0], p[1], p[2]}).toArray(double[][]::new);
        double[][] r = RigidFit.of(from, to, new double[] {1, 1, 1, 1, 1}, true).rotation();
        double determinant = r[0][0] * (r[1][1] * r[2][2] - r[1][2] * r[2][1])
                - r[0][1] * (r[1][0] * r[2][2] - r[1][2] * r[2][0])
                + r[0][2] * (r[1][0] * r[2][1] - r[1][1] * r[2][0]);
        assertThat(determinant).isCloseTo(1, within(1e-9));
    }

    @Test
    void onlyShiftsWhatLiesTooCloseTogetherToTellARotation() {
        double[][] from = {{0, 0, 0}, {5, 0, 0}, {0, 5, 0}, {0, 0, 5}, {5, 5, 5}};
        double[][] to = {{10, 0, 0}, {10, 5, 0}, {5, 0, 0}, {10, 0, 5}, {5, 5, 5}};
        RigidFit fit = RigidFit.of(from, to, new double[] {1, 1, 1, 1, 1}, true);
        assertThat(fit.degrees()).isZero();
        assertThat(fit.scale()).isEqualTo(1);
    }
}

package org.substantia.imaging.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.substantia.imaging.Affine;

class SimilarityFitTest {
    @Property(tries = 50)
    void findsTheSimilarityThatWasApplied(
            @ForAll @DoubleRange(min = -0.5, max = 0.5) double pitch,
            @ForAll @DoubleRange(min = -0.3, max = 0.3) double yaw,
            @ForAll @DoubleRange(min = 0.95, max = 1.07) double scale,
            @ForAll long seed) {
        Affine turnX = Affine.of(
                1, 0, 0, 5, 0, Math.cos(pitch), -Math.sin(pitch), -3, 0, Math.sin(pitch), Math.cos(pitch), 90);
        Affine turnZ = Affine.of(Math.cos(yaw), -Math.sin(yaw), 0, 0, Math.sin(yaw), Math.cos(yaw), 0, 0, 0, 0, 1, 0);
        Affine expected = Affine.scaling(scale, scale, scale).compose(turnX).compose(turnZ);
        double[][] from = points(seed);
        double[][] to = new double[from.length][];
        double[] weights = new double[from.length];
        for (int i = 0; i < from.length; i++) {
            to[i] = expected.apply(from[i][0], from[i][1], from[i][2]);
            weights[i] = i < 6 ? 1 : 0.5;
        }
        assertThat(SimilarityFit.of(from, to, weights, 0.93, 1.08).toAffine().toArray())
                .usingComparatorWithPrecision(1e-7)
                .containsExactly(expected.toArray());
    }

    @Test
    void clipsTheScaleAndKeepsTheCenter() {
        double[][] from = points(3);
        double[][] to = new double[from.length][];
        for (int i = 0; i < from.length; i++) {
            to[i] = new double[] {2 * from[i][0] + 1, 2 * from[i][1], 2 * from[i][2]};
        }
        Affine fit = SimilarityFit.of(from, to, new double[] {1, 1, 1, 1, 1, 1, 1, 1}, 0.93, 1.08)
                .toAffine();
        assertThat(Math.cbrt(fit.determinant())).isCloseTo(1.08, within(1e-9));
    }

    @Test
    void neverMirrors() {
        double[][] from = points(4);
        double[][] to = new double[from.length][];
        for (int i = 0; i < from.length; i++) {
            to[i] = new double[] {-from[i][0], from[i][1], from[i][2]};
        }
        Affine fit = SimilarityFit.of(from, to, new double[] {1, 1, 1, 1, 1, 1, 1, 1}, 0.01, 2)
                .toAffine();
        assertThat(fit.determinant()).isPositive();
    }

    private static double[][] points(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] points = new double[8][3];
        for (double[] point : points) {
            for (int axis = 0; axis < 3; axis++) {
                point[axis] = 60 * random.nextDouble() - 30;
            }
        }
        return points;
    }

    @Test
    void neverAnswersAReflectionOfAFewPoints() {
        double[][] from = {{0, 0, 0}, {30, 0, 0}, {0, 30, 0}, {0, 0, 30}, {20, 20, 5}};
        double[][] to =
                Arrays.stream(from).map(p -> new double[] {-p[0], p[1], p[2]}).toArray(double[][]::new);
        SimilarityFit fit = SimilarityFit.of(from, to, new double[] {1, 1, 1, 1, 1}, 1, 1);
        assertThat(fit.toAffine().determinant()).isCloseTo(1, within(1e-9));
    }

    @Test
    void onlyShiftsWhereNoMoreIsAskedFor() {
        double[][] from = {{0, 0, 0}, {4, 0, 0}};
        double[][] to = {{1, 2, 3}, {1, 6, 3}};
        SimilarityFit fit = SimilarityFit.translation(from, to, new double[] {1, 3});
        assertThat(fit.shift()).containsExactly(-2, 5, 3);
        assertThat(fit.scale()).isEqualTo(1);
        assertThat(fit.angleDegrees()).isZero();
    }

    @Test
    void measuresTheSpreadAlongTheSecondLongestAxis() {
        double[][] points = {{-9, 0, 0}, {9, 0, 0}, {0, 4, 0}, {0, -4, 0}};
        double[] weights = {1, 1, 1, 1};
        assertThat(SimilarityFit.spread(points, weights)).isCloseTo(Math.sqrt(8), within(1e-12));
        assertThat(SimilarityFit.spread(new double[][] {{1, 1, 1}, {2, 2, 2}, {5, 5, 5}}, weights))
                .isCloseTo(0, within(1e-6));
    }

    @Test
    void mapsPointsAsItsAffineDoes() {
        SimilarityFit fit = new SimilarityFit(RotationMatrix.ofAngles(0.3, -0.2, 0.5), 1.1, new double[] {4, -5, 6});
        assertThat(fit.apply(new double[] {7, 8, -9}))
                .containsExactly(fit.toAffine().apply(7, 8, -9), within(1e-12));
        assertThat(fit.angleDegrees()).isBetween(30.0, 40.0);
    }
}

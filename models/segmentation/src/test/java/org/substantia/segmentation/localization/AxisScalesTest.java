package org.substantia.segmentation.localization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.imaging.transform.RotationMatrix;

class AxisScalesTest {
    private static final double[][] PLACES = Arrays.stream(Nucleus.values())
            .map(n -> NucleiTemplate.centroid(n.symbol()).orElseThrow())
            .toArray(double[][]::new);

    /** A head turned by some degrees, 2 mm of anatomy beside the average, its axes stretched. */
    private static double[][] seen(double... stretch) {
        SplittableRandom random = new SplittableRandom(4);
        double[] r = RotationMatrix.ofRotationVector(0.12, -0.05, 0.08);
        double[][] out = new double[PLACES.length][3];
        for (int p = 0; p < out.length; p++) {
            for (int i = 0; i < 3; i++) {
                double x = 4 * (random.nextDouble() - 0.5);
                for (int j = 0; j < 3; j++) {
                    x += r[3 * i + j] * PLACES[p][j];
                }
                out[p][i] = stretch[i] * x + 40;
            }
        }
        return out;
    }

    private static double[] weights() {
        double[] weights = new double[PLACES.length];
        Arrays.fill(weights, 1);
        return weights;
    }

    @Test
    void aTurnedHeadIsNotStretched() {
        AxisScales scales = AxisScales.fit(PLACES, seen(1, 1, 1), weights());
        for (int axis = 0; axis < 3; axis++) {
            assertThat(scales.along(axis)).isCloseTo(1, within(0.08));
        }
    }

    @Test
    void tellsWhichAxisIsWrongAndByHowMuch() {
        AxisScales flat = AxisScales.fit(PLACES, seen(1, 1, 0.4), weights());
        assertThat(flat.oddAxis()).isEqualTo(2);
        assertThat(flat.relative(2)).isCloseTo(0.4, within(0.06));
        AxisScales longer = AxisScales.fit(PLACES, seen(1, 1.8, 1), weights());
        assertThat(longer.oddAxis()).isEqualTo(1);
        assertThat(longer.relative(1)).isCloseTo(1.8, within(0.15));
    }

    @Test
    void aNucleusFarOffHardlyCounts() {
        double[][] to = seen(1, 1, 0.5);
        to[3] = new double[] {120, -60, 90};
        assertThat(AxisScales.fit(PLACES, to, weights()).relative(2)).isCloseTo(0.5, within(0.08));
    }
}

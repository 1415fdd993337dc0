package org.substantia.imaging.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;
import org.substantia.imaging.registration.HeadPhantom.Contrast;
import org.substantia.imaging.transform.RigidTransform;

class MutualInformationTest {
    private static final Geometry GRID = new Geometry(64, 76, 64, Affine.scaling(-3, 3, 3, 94.5, -112.5, -94.5));
    private static final double[] PLACE = {2, -1, 3, 1.5, -2, 1};

    private final HeadPhantom phantom = new HeadPhantom(3);
    private final ImageLevel t1 = level(phantom.scan(GRID, RigidTransform.identity(), Contrast.T1, 0));
    private final ImageLevel nm = level(phantom.scan(GRID, RigidTransform.identity(), Contrast.NM, 0));

    @Test
    void gradientAgreesWithDifferences() {
        MutualInformation information = information(t1, nm, 0.1);
        double[] gradient = new double[6];
        information.valueAndGradient(PLACE, gradient);
        for (int i = 0; i < 6; i++) {
            double[] up = PLACE.clone();
            double[] down = PLACE.clone();
            up[i] += 0.05;
            down[i] -= 0.05;
            double difference = (information.value(up) - information.value(down)) / 0.1;
            assertThat(gradient[i]).isCloseTo(difference, within(0.03 * Math.abs(difference) + 2e-4));
        }
    }

    @Test
    void valueWithAndWithoutGradientIsTheSame() {
        MutualInformation information = information(t1, nm, 0.1);
        assertThat(information.valueAndGradient(PLACE, new double[6])).isEqualTo(information.value(PLACE));
        assertThat(information.evaluations()).isEqualTo(2);
    }

    @Test
    void isLargestWhereTheHeadsLieOnOneAnother() {
        MutualInformation information = information(t1, nm, 0.1);
        double aligned = information.value(new double[6]);
        assertThat(aligned).isBetween(1.0, 2.0);
        for (int i = 0; i < 6; i++) {
            double[] off = new double[6];
            off[i] = 3;
            assertThat(information.value(off)).isLessThan(aligned);
            off[i] = -3;
            assertThat(information.value(off)).isLessThan(aligned);
        }
    }

    @Test
    void countsAsNothingWithTooLittleOverlap() {
        double[] far = {0, 0, 0, 80, 0, 0};
        double overlap = information(t1, nm, 0.01).overlap(far);
        assertThat(overlap).isBetween(0.1, 0.9);
        assertThat(information(t1, nm, overlap + 0.01).value(far)).isZero();
        assertThat(information(t1, nm, overlap - 0.01).value(far)).isGreaterThan(1);
        double[] gradient = {1, 1, 1, 1, 1, 1};
        assertThat(information(t1, nm, overlap + 0.01).valueAndGradient(far, gradient))
                .isZero();
        assertThat(gradient).containsOnly(0);
    }

    private static MutualInformation information(ImageLevel still, ImageLevel moved, double minOverlap) {
        SamplePoints points =
                SamplePoints.of(still, 60_000, 32, new double[3], 1).orElseThrow();
        return new MutualInformation(points, moved, 32, minOverlap, points.radius(), Workers.caller());
    }

    private static ImageLevel level(Volume volume) {
        return ImageLevel.pyramid(volume, Optional.empty(), new double[] {3}, Workers.caller())[0];
    }
}

package org.substantia.imaging.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;
import org.substantia.imaging.oracle.Oracle;

class SmoothingTest {
    private static final Workers CALLER = Workers.caller();
    private final Volume image = Oracle.read("smoothing_input").volume(Affine.scaling(0.5, 0.7, 2));

    @ParameterizedTest
    @CsvSource({"isotropic,1,1,1", "anisotropic,1.3,2.5,0.4", "wide,7,0,6"})
    void gaussianAgreesWithScipy(String name, double sx, double sy, double sz) {
        float[] expected = Oracle.read("smoothing_" + name).floats();
        assertThat(GaussianFilter.inVoxels(image, sx, sy, sz, CALLER).data()).containsExactly(expected, within(5e-4f));
    }

    @Test
    void boxMeanAgreesWithScipy() {
        assertThat(BoxFilter.mean(image, 1, 2, 0, CALLER).data())
                .containsExactly(Oracle.read("box_mean").floats(), within(5e-4f));
    }

    @Test
    void derivativesAgreeWithNumpy() {
        for (int axis = 0; axis < 3; axis++) {
            float[] expected = Oracle.read("gradient_" + "xyz".charAt(axis)).floats();
            assertThat(Gradient.along(axis, image, CALLER).data()).containsExactly(expected, within(1e-3f));
        }
    }

    @Test
    void derivativeAlongASingleVoxelIsZero() {
        Volume line = new Volume(Geometry.axisAligned(1, 1, 3, 1, 1, 1), new float[] {1, 2, 4});
        assertThat(Gradient.along(0, line, CALLER).data()).containsOnly(0);
        assertThat(Gradient.along(2, line, CALLER).data()).containsExactly(1, 1.5f, 2);
    }

    @Test
    void millimetersAreDividedByTheSpacing() {
        assertThat(GaussianFilter.inMillimeters(image, 1.4, CALLER).data())
                .containsExactly(GaussianFilter.inVoxels(
                                image, 2.8, 1.4 / image.geometry().spacing(1), 0.7, CALLER)
                        .data());
    }

    @Test
    void onlyTheInPlaceMethodWritesItsInput() {
        float[] before = image.data().clone();
        Volume smooth = GaussianFilter.inVoxels(image, 1, 1, 1, CALLER);
        assertThat(image.data()).containsExactly(before);

        GaussianFilter.smoothInPlace(image, 1, 1, 1, CALLER);
        assertThat(image.data()).containsExactly(smooth.data());
    }

    @Test
    void noSmoothingChangesNothing() {
        assertThat(GaussianFilter.inVoxels(image, 0, 0, 0, CALLER).data()).containsExactly(image.data());
    }

    @Test
    void threadsDoNotChangeABit() {
        try (Workers three = Workers.of(3)) {
            assertThat(GaussianFilter.inVoxels(image, 2, 0.7, 1.1, three).data())
                    .containsExactly(
                            GaussianFilter.inVoxels(image, 2, 0.7, 1.1, CALLER).data());
            assertThat(Gradient.along(1, image, three).data())
                    .containsExactly(Gradient.along(1, image, CALLER).data());
        }
    }

    @Property(tries = 40)
    void keepsConstantsAndTheMean(@ForAll long seed, @ForAll @DoubleRange(min = 0, max = 9) double sigma) {
        SplittableRandom random = new SplittableRandom(seed);
        Geometry grid =
                Geometry.axisAligned(1 + random.nextInt(12), 1 + random.nextInt(8), 1 + random.nextInt(8), 1, 1, 1);
        float[] constant = new float[grid.voxelCount()];
        Arrays.fill(constant, 37.5f);
        float[] noise = new float[grid.voxelCount()];
        double sum = 0;
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) random.nextDouble();
            sum += noise[i];
        }

        assertThat(GaussianFilter.inVoxels(new Volume(grid, constant), sigma, 1, sigma / 2, CALLER)
                        .data())
                .containsExactly(constant, within(1e-3f));
        double after = 0;
        for (float v : GaussianFilter.inVoxels(new Volume(grid, noise), sigma, 1, sigma / 2, CALLER)
                .data()) {
            after += v;
        }
        // Reflection sends as much across the faces as it takes back.
        assertThat(after).isCloseTo(sum, within(1e-5 * noise.length));
    }

    @Test
    void wrongWidthsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> GaussianFilter.inVoxels(image, -1, 0, 0, CALLER));
        assertThatIllegalArgumentException().isThrownBy(() -> GaussianFilter.inVoxels(image, Double.NaN, 0, 0, CALLER));
        assertThatIllegalArgumentException().isThrownBy(() -> BoxFilter.mean(image, 0, -1, 0, CALLER));
    }
}

package org.substantia.segmentation.training.augmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.substantia.base.random.RandomStream;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.segmentation.training.sample.TrainingSample;

class TransformsTest {
    private static final int[] SIZE = {9, 8, 7};

    private static float[] image() {
        float[] image = new float[9 * 8 * 7];
        for (int i = 0; i < image.length; i++) {
            image[i] = i % 11 == 0 ? 0 : i % 13 == 0 ? Float.NaN : (float) Math.sin(i);
        }
        return image;
    }

    static List<ImageTransform> imageTransforms() {
        ContrastChange.Spread spread = new ContrastChange.Spread(0.2, 0.1, 0.2);
        return List.of(
                new CoilShading(0.2, 0.2),
                new AxisBlur(0.1, 0.4),
                new ContrastChange(spread, spread),
                new GaussianNoise(0.3),
                new ThickSlices(3));
    }

    @ParameterizedTest
    @MethodSource("imageTransforms")
    void whatWasDrawnDoesTheSameAgain(ImageTransform transform) {
        ImageChange change = transform.draw(Modality.T1, new RandomStream(3));
        float[] once = image();
        float[] again = image();
        change.apply(once, SIZE);
        change.apply(again, SIZE);
        assertThat(again).isEqualTo(once).isNotEqualTo(image());
    }

    @ParameterizedTest
    @MethodSource("imageTransforms")
    void voxelsWithoutAValueStayWithout(ImageTransform transform) {
        float[] before = image();
        float[] after = image();
        transform.draw(Modality.NM, new RandomStream(4)).apply(after, SIZE);
        for (int i = 0; i < before.length; i++) {
            assertThat(Float.isNaN(after[i])).isEqualTo(Float.isNaN(before[i]));
            if (before[i] == 0) {
                assertThat(after[i]).isZero();
            }
        }
    }

    @Test
    void susceptibilityMapsAreNotShaded() {
        float[] image = image();
        new CoilShading(1, 1).draw(Modality.QSM, new RandomStream(1)).apply(image, SIZE);
        assertThat(image).isEqualTo(image());
    }

    @Test
    void thickSlicesKeepTheMeanAndSmoothAlongZAlone() {
        int[] size = {1, 1, 60};
        float[] image = new float[60];
        for (int z = 0; z < 60; z++) {
            image[z] = z % 2 == 0 ? 1 : 3;
        }
        new ThickSlices(3).draw(Modality.T1, new RandomStream(4)).apply(image, size);
        double mean = 0;
        double roughness = 0;
        for (int z = 5; z < 55; z++) {
            mean += image[z] / 50;
            roughness += Math.abs(image[z] - image[z - 1]) / 50;
        }
        assertThat(mean).isCloseTo(2, within(0.1));
        assertThat(roughness).isLessThan(1.9);
        float[] plane = {1, 5, 2, 9};
        new ThickSlices(3).draw(Modality.T1, new RandomStream(4)).apply(plane, new int[] {2, 2, 1});
        assertThat(plane).containsExactly(1, 5, 2, 9);
    }

    @Test
    void nucleiKeepTheirTextureAndChangeTheirMean() {
        int n = 20;
        float[] image = new float[n * n];
        byte[] classes = new byte[n * n];
        for (int i = 0; i < image.length; i++) {
            boolean inside = i % n >= 5 && i % n < 15 && i / n >= 5 && i / n < 15;
            classes[i] = (byte) (inside ? 2 : 0);
            image[i] = inside ? 60 + i % 3 : -5;
        }
        float[] before = image.clone();
        NucleusContrast.apply(image, classes, new double[] {1, 3, 0.5}, n, n);
        double added = image[10 * n + 10] - before[10 * n + 10];
        assertThat(added).isCloseTo(-30.5, within(0.1));
        assertThat(image[10 * n + 11] - before[10 * n + 11]).isCloseTo((float) added, within(1e-4f));
        // Faded over the border, nothing beyond it.
        assertThat(image[10 * n + 4] - before[10 * n + 4]).isCloseTo((float) added / 4, within(1e-3f));
        assertThat(image[10 * n + 3]).isEqualTo(-5);
        double[] factors = new NucleusContrast(1, 0.3, 0.2).draw(5, new RandomStream(2));
        assertThat(factors[0]).isEqualTo(1);
        assertThat(factors).hasSize(5);
        assertThat(factors[1]).isNotEqualTo(factors[2]).isBetween(0.3, 2.0);
        assertThat(NucleusContrast.none().draw(3, new RandomStream(2))).containsExactly(1, 1, 1);
    }

    @Test
    void focalSourcesLieInSusceptibilityMapsAlone() {
        int[] size = {40, 40, 12};
        float[] image = new float[40 * 40 * 12];
        Arrays.fill(image, 10);
        image[0] = Float.NaN;
        float[] before = image.clone();
        new FocalSources(3).draw(Modality.T1, new RandomStream(1)).apply(image, size);
        assertThat(image).isEqualTo(before);
        int changed = 0;
        for (int seed = 0; seed < 10; seed++) {
            new FocalSources(3).draw(Modality.QSM, new RandomStream(seed)).apply(image, size);
        }
        for (int i = 1; i < image.length; i++) {
            changed += image[i] != 10 ? 1 : 0;
        }
        assertThat(changed).isBetween(20, image.length / 2);
        assertThat(image[0]).isNaN();
    }

    @Test
    void aTransformIsAppliedInItsShareOfImages() {
        ImageTransform sometimes = new GaussianNoise(0.3).withProbability(0.25);
        RandomStream random = new RandomStream(1);
        int changed = 0;
        for (int i = 0; i < 4000; i++) {
            changed += sometimes.draw(Modality.T1, random) == ImageChange.NONE ? 0 : 1;
        }
        assertThat(changed / 4000.0).isCloseTo(0.25, within(0.03));
    }

    @Test
    void noiseHasTheDeviationThatWasDrawn() {
        float[] flat = new float[40_000];
        Arrays.fill(flat, 1);
        RandomStream random = new RandomStream(7);
        double deviation = 0.3 * random.nextDouble() * random.nextDouble();
        new GaussianNoise(0.3).draw(Modality.T1, new RandomStream(7)).apply(flat, new int[] {40_000, 1, 1});
        double squares = 0;
        for (float value : flat) {
            squares += Math.pow(value - 1, 2);
        }
        assertThat(Math.sqrt(squares / flat.length)).isCloseTo(deviation, within(0.02 * deviation));
    }

    @Test
    void headsAreTurnedInTheirShareAndShiftedAlways() {
        RigidJitter jitter = RigidJitter.degrees(5).scale(0.05).millimeters(6).withProbability(0.5);
        RandomStream random = new RandomStream(2);
        int turned = 0;
        double squares = 0;
        double largest = 0;
        for (int i = 0; i < 4000; i++) {
            RigidJitter.Motion motion = jitter.draw(random);
            largest = Math.max(largest, Math.abs(motion.shift()[1]));
            if (motion.turned()) {
                turned++;
                double[][] m = motion.matrix();
                squares += Math.pow(Math.toDegrees(Math.atan2(m[1][0], m[0][0])), 2);
            }
        }
        assertThat(turned / 4000.0).isCloseTo(0.5, within(0.04));
        assertThat(Math.sqrt(squares / turned)).isCloseTo(5, within(0.3));
        assertThat(largest).isBetween(5.9, 6.0);
    }

    @Test
    void aTurnKeepsAnglesWhereItDoesNotScale() {
        double[][] m = RigidJitter.degrees(20).draw(new RandomStream(5)).matrix();
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                double product = m[i][0] * m[j][0] + m[i][1] * m[j][1] + m[i][2] * m[j][2];
                assertThat(product).isCloseTo(i == j ? 1 : 0, within(1e-12));
            }
        }
    }

    @Test
    void oneImageStaysAtLeastAndMissingOnesStayMissing() {
        TrainingSample.PackedImage image = TrainingSample.PackedImage.of(new float[] {1});
        List<TrainingSample.PackedImage> images = List.of(image, TrainingSample.PackedImage.MISSING, image);
        ModalityDropout dropout = new ModalityDropout(LoneImages.NONE, 0.6);
        RandomStream random = new RandomStream(1);
        int both = 0;
        for (int i = 0; i < 2000; i++) {
            boolean[] present = dropout.draw(List.of(Modality.values()), images, random);
            assertThat(present[0] || present[2]).isTrue();
            assertThat(present[1]).isFalse();
            both += present[0] && present[2] ? 1 : 0;
        }
        assertThat(both / 2000.0).isCloseTo(0.6, within(0.04));
    }

    @Test
    void aFieldOfViewLiesWithinTheImage() {
        RandomStream random = new RandomStream(1);
        float[] image = image();
        for (int i = 0; i < 500; i++) {
            FieldOfViewCut.View view = new FieldOfViewCut(1).draw(SIZE, random).orElseThrow();
            assertThat(view.start()).isBetween(0, view.end() - 1);
            assertThat(view.end()).isLessThanOrEqualTo(SIZE[view.axis()]);
        }
        new FieldOfViewCut.View(2, 2, 4, true).apply(image, SIZE);
        assertThat(image[2 * 72 + 1]).isEqualTo(image()[2 * 72 + 1]);
        assertThat(image[2 * 72 - 1]).isNaN();
        assertThat(image[4 * 72]).isNaN();
        assertThat(FieldOfViewCut.never().draw(SIZE, random)).isEqualTo(Optional.empty());
    }

    @Test
    void anElasticDeformationMovesEverywhereAndFoldsNowhere() {
        double[] spacing = {2 / 3.0, 2 / 3.0, 2};
        TrainingSample.Block block = new TrainingSample.Block(60, 50, 20, List.of(), List.of());
        double squares = 0;
        int points = 0;
        for (int seed = 0; seed < 20; seed++) {
            ElasticDeformation deformation = ElasticDeformation.draw(block, spacing, new RandomStream(seed));
            double[] previous = null;
            for (int x = 0; x < 60; x++, points++) {
                double[] seen = {x, 23.4, 7.7};
                deformation.apply(seen);
                double dx = (seen[0] - x) * spacing[0];
                assertThat(Math.abs(dx)).isLessThanOrEqualTo(2);
                squares += dx * dx;
                if (previous != null) {
                    assertThat(seen[0]).isGreaterThan(previous[0] + 0.5);
                }
                previous = seen;
            }
        }
        // Linear between control points, which makes it smaller there.
        assertThat(Math.sqrt(squares / points)).isBetween(0.4, 0.8);
    }
}

package org.substantia.imaging.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.substantia.base.parallel.Workers;
import org.substantia.base.random.RandomStream;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.filter.GaussianFilter;

/** On a noisy bright ellipse of 7 by 4.7 mm, drawn carelessly. */
class BoundarySearchTest {
    private static final double SPACING = 2.0 / 3;
    private static final Geometry GRID = Geometry.axisAligned(56, 48, 1, SPACING, SPACING, 1);
    private static final Mask TRUTH = ellipse(GRID, 27, 24, 10.5, 7);
    private static final Mask NOTHING = new Mask(GRID, new byte[GRID.voxelCount()]);

    private static Mask ellipse(Geometry grid, double x, double y, double a, double b) {
        byte[] voxels = new byte[grid.voxelCount()];
        for (int i = 0; i < voxels.length; i++) {
            double u = (grid.x(i) - x) / a;
            double v = (grid.y(i) - y) / b;
            voxels[i] = (byte) (u * u + v * v <= 1 ? 1 : 0);
        }
        return new Mask(grid, voxels);
    }

    /** 100 inside, 0 outside, blurred as scans are, with noise. */
    private static Volume image(Mask truth, double noise, long seed) {
        Volume image = Volume.zeros(truth.geometry());
        for (int i = 0; i < image.data().length; i++) {
            image.data()[i] = truth.contains(i) ? 100 : 0;
        }
        GaussianFilter.smoothInPlace(image, 0.8, 0.8, 0, Workers.caller());
        RandomStream random = new RandomStream(seed);
        for (int i = 0; i < image.data().length; i++) {
            image.data()[i] += (float) (noise * random.nextGaussian());
        }
        return image;
    }

    private static double dice(Mask a, Mask b) {
        int both = 0;
        for (int i = 0; i < a.voxels().length; i++) {
            both += a.contains(i) && b.contains(i) ? 1 : 0;
        }
        return 2.0 * both / (a.count() + b.count());
    }

    private static BoundaryResult search(Volume image, Mask drawn) {
        Mask nothing = new Mask(drawn.geometry(), new byte[drawn.voxels().length]);
        return new BoundarySearch(image, nothing, Contrast.BRIGHT).fromRegion(drawn);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void bringsACarelessDrawingToTheEdge(long seed) {
        Mask drawn = ellipse(GRID, 28.2, 23.2, 9.6, 6.4);
        BoundaryResult result = search(image(TRUTH, 8, seed), drawn);
        assertThat(result.outcome()).isEqualTo(BoundaryOutcome.FOUND);
        assertThat(dice(drawn, TRUTH)).isLessThan(0.88);
        assertThat(dice(result.region(), TRUTH)).isGreaterThan(0.95);
        assertThat(result.clarity()).isGreaterThan(result.drawnClarity());
    }

    @Test
    void takesATracedContourAsItIs() {
        double[] x = new double[24];
        double[] y = new double[24];
        for (int i = 0; i < 24; i++) {
            x[i] = SPACING * (27.8 + 10 * Math.cos(Math.PI * i / 12));
            y[i] = SPACING * (23.4 + 6.5 * Math.sin(Math.PI * i / 12));
        }
        BoundaryResult result =
                new BoundarySearch(image(TRUTH, 8, 6), NOTHING, Contrast.BRIGHT).fromContour(new ClosedContour(x, y));
        assertThat(result.outcome()).isEqualTo(BoundaryOutcome.FOUND);
        assertThat(dice(result.region(), TRUTH)).isGreaterThan(0.95);
    }

    @Test
    void findsADarkStructureByItsSign() {
        Volume negative = image(TRUTH, 8, 7);
        for (int i = 0; i < negative.data().length; i++) {
            negative.data()[i] = -negative.data()[i];
        }
        Mask drawn = ellipse(GRID, 28, 23.5, 10, 6.6);
        BoundaryResult dark = new BoundarySearch(negative, NOTHING, Contrast.DARK).fromRegion(drawn);
        assertThat(dark.region().voxels())
                .isEqualTo(search(image(TRUTH, 8, 7), drawn).region().voxels());
        assertThat(search(negative, drawn).outcome()).isEqualTo(BoundaryOutcome.NO_CLEAR_BORDER);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
    void turnsAndMirrorsWithTheSlice(int symmetry) {
        Volume image = image(TRUTH, 10, 8);
        Mask drawn = ellipse(GRID, 28, 23, 10, 6);
        Mask others = ellipse(GRID, 36, 30, 4, 4);
        Mask straight = new BoundarySearch(image, others, Contrast.BRIGHT)
                .fromRegion(drawn)
                .region();
        Mask turned = new BoundarySearch(turn(image, symmetry), turn(others, symmetry), Contrast.BRIGHT)
                .fromRegion(turn(drawn, symmetry))
                .region();
        assertThat(turned.voxels()).isEqualTo(turn(straight, symmetry).voxels());
    }

    /** Bit 0 mirrors x, bit 1 mirrors y, bit 2 swaps the axes. */
    private static Volume turn(Volume volume, int symmetry) {
        Geometry from = volume.geometry();
        Geometry to = (symmetry & 4) == 0
                ? from
                : Geometry.axisAligned(from.ny(), from.nx(), 1, from.spacing(1), from.spacing(0), 1);
        Volume out = Volume.zeros(to);
        for (int i = 0; i < out.data().length; i++) {
            int x = (symmetry & 1) == 0 ? to.x(i) : to.nx() - 1 - to.x(i);
            int y = (symmetry & 2) == 0 ? to.y(i) : to.ny() - 1 - to.y(i);
            out.data()[i] = (symmetry & 4) == 0 ? volume.get(x, y, 0) : volume.get(y, x, 0);
        }
        return out;
    }

    private static Mask turn(Mask mask, int symmetry) {
        Volume values = Volume.zeros(mask.geometry());
        for (int i = 0; i < values.data().length; i++) {
            values.data()[i] = mask.contains(i) ? 1 : 0;
        }
        return Mask.above(turn(values, symmetry), 0.5);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 3, 250})
    void gainAndOffsetChangeNothing(double gain) {
        Volume image = image(TRUTH, 10, 9);
        Mask drawn = ellipse(GRID, 28, 23, 10, 6);
        Volume other = image.copy();
        for (int i = 0; i < other.data().length; i++) {
            other.data()[i] = (float) (gain * (other.data()[i] + 40));
        }
        BoundaryResult one = search(image, drawn);
        BoundaryResult two = search(other, drawn);
        assertThat(two.region().voxels()).isEqualTo(one.region().voxels());
        assertThat(two.clarity()).isCloseTo(one.clarity(), within(1e-3));
    }

    @Test
    void saysWhereTheImageShowsNoBorder() {
        BoundaryResult result = search(image(NOTHING, 10, 10), ellipse(GRID, 28, 23, 10, 6));
        assertThat(result.outcome()).isEqualTo(BoundaryOutcome.NO_CLEAR_BORDER);
        assertThat(result.contour()).isPresent();
    }

    @Test
    void anEmptySliceOfTheImageHasNoBorderEither() {
        BoundaryResult result = search(Volume.zeros(GRID), ellipse(GRID, 28, 23, 10, 6));
        assertThat(result.outcome()).isEqualTo(BoundaryOutcome.NO_CLEAR_BORDER);
        assertThat(result.clarity()).isZero();
    }

    @Test
    void leavesThreePixelsAlone() {
        byte[] voxels = new byte[GRID.voxelCount()];
        voxels[GRID.index(27, 24, 0)] = 1;
        voxels[GRID.index(28, 24, 0)] = 1;
        voxels[GRID.index(27, 25, 0)] = 1;
        Mask drawn = new Mask(GRID, voxels);
        BoundaryResult result = search(image(TRUTH, 5, 11), drawn);
        assertThat(result.outcome()).isEqualTo(BoundaryOutcome.TOO_SMALL);
        assertThat(result.region().voxels()).isEqualTo(drawn.voxels());
        assertThat(result.contour()).isEmpty();
    }

    @Test
    void anEndSliceThatWouldDoubleIsRefused() {
        byte[] voxels = new byte[GRID.voxelCount()];
        for (int x = 26; x < 29; x++) {
            for (int y = 23; y < 25; y++) {
                voxels[GRID.index(x, y, 0)] = 1;
            }
        }
        Mask wide = ellipse(GRID, 27, 23.5, 3.2, 2.8);
        BoundaryResult result = search(image(wide, 2, 12), new Mask(GRID, voxels));
        assertThat(result.outcome()).isEqualTo(BoundaryOutcome.AREA_CHANGED);
        assertThat(result.region().count()).isGreaterThan(6 * 9 / 5);
    }

    @Test
    void takesNoPixelOfAnotherStructure() {
        Mask others = ellipse(GRID, 38, 24, 4, 12);
        BoundaryResult result = new BoundarySearch(image(TRUTH, 5, 13), others, Contrast.BRIGHT)
                .fromRegion(ellipse(GRID, 26, 24, 9, 6));
        for (int i = 0; i < others.voxels().length; i++) {
            assertThat(result.region().contains(i) && others.contains(i)).isFalse();
        }
        assertThat(result.outcome()).isEqualTo(BoundaryOutcome.FOUND);
    }

    @Test
    void worksAtTheEdgeOfTheSlice() {
        Mask cut = ellipse(GRID, 2, 20, 9, 6);
        BoundaryResult result = search(image(cut, 5, 14), ellipse(GRID, 3, 20.5, 8, 5.5));
        assertThat(result.outcome()).isEqualTo(BoundaryOutcome.FOUND);
        assertThat(dice(result.region(), cut)).isGreaterThan(0.93);
    }

    @Test
    void lengthsAreInMillimeters() {
        // Half as many and twice as large pixels across: the same structure is found at the same place.
        Geometry coarse = Geometry.axisAligned(28, 48, 1, 2 * SPACING, SPACING, 1);
        Mask truth = ellipse(coarse, 13.25, 24, 5.25, 7);
        BoundaryResult result = search(image(truth, 3, 15), ellipse(coarse, 13.7, 23.2, 4.9, 6.5));
        assertThat(result.outcome()).isEqualTo(BoundaryOutcome.FOUND);
        assertThat(dice(result.region(), truth)).isGreaterThan(0.93);
    }

    @Test
    void aSliceIsOnePlaneAndMasksHaveItsSize() {
        Geometry two = Geometry.axisAligned(4, 4, 2, 1, 1, 1);
        assertThatThrownBy(() -> new BoundarySearch(Volume.zeros(two), new Mask(two, new byte[32]), Contrast.BRIGHT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one plane");
        Geometry small = Geometry.axisAligned(4, 4, 1, 1, 1, 1);
        assertThatThrownBy(() -> new BoundarySearch(Volume.zeros(GRID), new Mask(small, new byte[16]), Contrast.BRIGHT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the mask has 4 x 4");
    }
}

package org.substantia.imaging.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Mask;

class ContourTest {
    private static final ClosedContour SQUARE = new ClosedContour(new double[] {1, 5, 5, 1}, new double[] {1, 1, 3, 3});

    private static ClosedContour circle(double x, double y, double radius, int points) {
        double[] xs = new double[points];
        double[] ys = new double[points];
        for (int i = 0; i < points; i++) {
            xs[i] = x + radius * Math.cos(2 * Math.PI * i / points);
            ys[i] = y + radius * Math.sin(2 * Math.PI * i / points);
        }
        return new ClosedContour(xs, ys);
    }

    @Test
    void measuresAreaAndLength() {
        assertThat(SQUARE.signedArea()).isEqualTo(8);
        assertThat(SQUARE.length()).isEqualTo(12);
    }

    @Test
    void resamplesAtEqualDistancesFromAnyPoint() {
        ClosedContour even = SQUARE.resampled(12, 2);
        assertThat(even.x()).containsExactly(new double[] {5, 4, 3, 2, 1, 1, 1, 2, 3, 4, 5, 5}, within(1e-12));
        assertThat(even.y()).containsExactly(new double[] {3, 3, 3, 3, 3, 2, 1, 1, 1, 1, 1, 2}, within(1e-12));
    }

    @Test
    void rejectsWhatIsNoContour() {
        assertThatThrownBy(() -> new ClosedContour(new double[2], new double[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least three points");
        assertThatThrownBy(() -> new ClosedContour(new double[] {0, 1, Double.NaN}, new double[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("finite");
    }

    @Test
    void fillsThePixelsInside() {
        int[] inside = PolygonFill.count(SQUARE, 7, 5, 0, 0, 1, 1, 4);
        // The square goes through the middles of its outermost pixels.
        assertThat(Arrays.copyOfRange(inside, 7, 14)).containsExactly(0, 4, 8, 8, 8, 4, 0);
        assertThat(Arrays.copyOfRange(inside, 14, 21)).containsExactly(0, 8, 16, 16, 16, 8, 0);
        assertThat(Arrays.stream(inside).sum()).isEqualTo(8 * 16);
    }

    @Test
    void fillsInAnotherUnitAndPlace() {
        int[] inside = PolygonFill.count(SQUARE, 14, 10, -0.25, -0.25, 0.5, 0.5, 1);
        assertThat(Arrays.stream(inside).sum()).isEqualTo(8 * 4);
    }

    @Test
    void tracesACircleAtTheThreshold() {
        float[] cone = new float[40 * 40];
        for (int i = 0; i < cone.length; i++) {
            int row = i / 40;
            cone[i] = (float) -Math.hypot(i % 40 - 20.3, row - 18.6);
        }
        List<double[]> loops = MarchingSquares.loops(cone, 40, 40, -12);
        assertThat(loops).hasSize(1);
        for (int i = 0; i < loops.get(0).length; i += 2) {
            assertThat(Math.hypot(loops.get(0)[i] - 20.3, loops.get(0)[i + 1] - 18.6))
                    .isCloseTo(12, within(0.01));
        }
    }

    @Test
    void aRegionsContourKeepsItsArea() {
        Geometry grid = Geometry.axisAligned(60, 50, 1, 0.667, 0.667, 1);
        byte[] voxels = new byte[grid.voxelCount()];
        for (int i = 0; i < voxels.length; i++) {
            double u = (grid.x(i) - 30) / 15.0;
            double v = (grid.y(i) - 25) / 2.5;
            voxels[i] = (byte) (u * u + v * v < 1 ? 1 : 0);
        }
        Mask thin = new Mask(grid, voxels);
        double drawn = thin.count() * 0.667 * 0.667;
        assertThat(Math.abs(RegionContour.of(thin).orElseThrow().signedArea())).isCloseTo(drawn, within(0.05 * drawn));
    }

    @Test
    void aRegionAtTheEdgeOfTheSliceIsClosed() {
        Geometry grid = Geometry.axisAligned(10, 10, 1, 1, 1, 1);
        byte[] voxels = new byte[100];
        Arrays.fill(voxels, 0, 50, (byte) 1);
        ClosedContour contour = RegionContour.of(new Mask(grid, voxels)).orElseThrow();
        assertThat(Math.abs(contour.signedArea())).isCloseTo(50, within(2.0));
        assertThat(Arrays.stream(contour.y()).min().orElseThrow()).isCloseTo(-0.5, within(0.1));
    }

    @Test
    void untanglesAFigureOfEight() {
        // A large and a small lobe joined by a crossing.
        double[] x = {0, 12, 12, 0, 15, 15};
        double[] y = {0, 0, 12, 12, 5, 7};
        ClosedContour eight = new ClosedContour(new double[] {0, 10, 14, 14, 10, 0}, new double[] {0, 8, 8, 6, 6, 14});
        assertThat(new ClosedContour(x, y).crossesItself()).isTrue();
        assertThat(eight.crossesItself()).isTrue();
        ClosedContour simple = Untangling.of(eight, 1, 1).orElseThrow();
        assertThat(simple.crossesItself()).isFalse();
        assertThat(Math.abs(simple.signedArea())).isGreaterThan(40);
        assertThat(circle(0, 0, 5, 30).crossesItself()).isFalse();
    }

    @Test
    void leavesASimplePolygonAlone() {
        assertThat(Untangling.of(SQUARE, 1, 1)).containsSame(SQUARE);
    }
}

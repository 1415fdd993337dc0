package org.substantia.segmentation.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;
import org.substantia.imaging.orientation.Orientation;

class WorkingGridTest {
    private static final List<Double> SPACING = List.of(0.5, 0.5, 2.0);

    @Test
    void voxelsAreTheImagesOwnWhereTheSpacingFits() {
        Geometry image = new Geometry(40, 50, 20, Affine.scaling(-0.5, 0.5, 2, 10, -12, -20));
        Geometry grid = WorkingGrid.around(image, SPACING, List.of(8, 8, 4), new double[] {0.1, 0.2, 0.3});
        Volume ramp = Volume.zeros(image);
        for (int i = 0; i < ramp.data().length; i++) {
            ramp.data()[i] = i;
        }
        float[] values = GridSampler.values(ramp, grid, Workers.caller());
        for (float value : values) {
            assertThat(value).isEqualTo((float) Math.rint(value));
        }
        assertThat(values[1] - values[0]).isEqualTo(1);
    }

    @Test
    void liesToTheLeftToTheFrontAndUpWhateverTheImage() {
        Geometry image = new Geometry(30, 40, 50, Affine.of(0, 1, 0, -20, 0, 0, -1, 30, 1, 0, 0, -10));
        Geometry grid = WorkingGrid.around(image, SPACING, List.of(8, 8, 4), new double[] {1, 2, 3});
        assertThat(Orientation.of(grid)).hasToString("LAS");
        assertThat(grid.spacing(0)).isCloseTo(0.5, within(1e-9));
        double[] middle = grid.affine().apply(3.5, 3.5, 1.5);
        assertThat(middle[0]).isCloseTo(1, within(1e-9));
        assertThat(middle[1]).isCloseTo(2, within(1e-9));
        assertThat(middle[2]).isCloseTo(3, within(1e-9));
    }

    @Test
    void coversTheImage() {
        Geometry image = new Geometry(60, 80, 20, Affine.scaling(1, 1, 3));
        Geometry grid = WorkingGrid.covering(image, List.of(4.0, 4.0, 4.0), List.of(8, 8, 4), 80);
        assertThat(List.of(grid.nx(), grid.ny(), grid.nz())).isEqualTo(List.of(16, 24, 16));
        double[] middle = grid.affine().apply(7.5, 11.5, 7.5);
        assertThat(middle[0]).isCloseTo(29.5, within(1e-9));
        assertThat(middle[2]).isCloseTo(28.5, within(1e-9));
    }

    @Test
    void outsideTheImageThereIsNoValue() {
        Geometry image = Geometry.axisAligned(4, 4, 4, 1, 1, 1);
        Geometry grid =
                WorkingGrid.around(image, List.of(1.0, 1.0, 1.0), List.of(8, 4, 4), new double[] {1.5, 1.5, 1.5});
        float[] values = GridSampler.values(Volume.zeros(image), grid, Workers.caller());
        assertThat(values[0]).isNaN();
        assertThat(values[4]).isZero();
    }
}

package org.substantia.report.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;
import org.substantia.imaging.orientation.Orientation;
import org.substantia.imaging.orientation.Reorient;

class AxialImageTest {
    /** Every voxel holds a number that tells its place: -x + 20 y + 400 z mm of the world. */
    private static Volume placeVolume(String orientation) {
        Geometry ras = new Geometry(12, 10, 8, Affine.scaling(1, 1, 2, -6, -5, 30));
        float[] data = new float[ras.voxelCount()];
        for (int z = 0; z < ras.nz(); z++) {
            for (int y = 0; y < ras.ny(); y++) {
                for (int x = 0; x < ras.nx(); x++) {
                    double[] place = ras.affine().apply(x, y, z);
                    data[ras.index(x, y, z)] = (float) (-place[0] + 20 * place[1] + 400 * place[2]);
                }
            }
        }
        return Reorient.to(Orientation.parse(orientation), new Volume(ras, data));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RAS", "LAS", "LPS", "SRA", "AIL", "PSR"})
    void showsThePatientsRightAtTheLeftAndTheFaceAtTheTopWhateverTheOrderOfAxes(String orientation) {
        AxialImage image = new AxialImage(placeVolume(orientation));
        AxialFrame frame = AxialFrame.around(3, 5.5, 4.5, 6, 6, 1);
        float[] values = image.values(frame);
        assertThat(image.heightMm(3)).isCloseTo(36, within(1e-9));
        // A step across goes 1 mm to the left, a step down 1 mm to the back.
        assertThat(values[1] - values[0]).isCloseTo(1, within(1e-3f));
        assertThat(values[6] - values[0]).isCloseTo(-20, within(1e-3f));
        assertThat(values[0]).isCloseTo((float) (-2 + 20 * 2 + 400 * 36), within(1e-2f));
    }

    @Test
    void hasNoValueOutsideTheImage() {
        AxialImage image = new AxialImage(placeVolume("LAS"));
        float[] values = image.values(AxialFrame.around(0, 0, 0, 4, 4, 1));
        assertThat(values[0]).isNaN();
        assertThat(values[15]).isFinite();
    }

    /** Regression: of an image brought to mean 0, everything darker than the mean was taken for air and shown black. */
    @Test
    void theWindowOfAnImageOfMeanZeroHasItsDarkHalf() {
        Geometry grid = Geometry.axisAligned(20, 20, 4, 1, 1, 1);
        float[] values = new float[grid.voxelCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 20 < 4 ? 0 : (i % 20) - 12;
        }
        List<AxialFrame> frames = List.of(AxialFrame.around(1, 10, 10, 20, 20, 1));
        IntensityWindow centered = new AxialImage(new Volume(grid, values)).window(frames, 2, 98, 0);
        assertThat(centered.low()).isLessThan(-6);
        assertThat(centered.high()).isGreaterThan(5);

        for (int i = 0; i < values.length; i++) {
            values[i] += values[i] == 0 && i % 20 < 4 ? 0 : 100;
        }
        assertThat(new AxialImage(new Volume(grid, values))
                        .window(frames, 2, 98, 0)
                        .low())
                .isPositive();
    }

    @Test
    void findsAWindowForAnImageOfNothing() {
        AxialImage image = new AxialImage(Volume.zeros(Geometry.axisAligned(4, 4, 4, 1, 1, 1)));
        IntensityWindow window = image.window(List.of(AxialFrame.around(1, 2, 2, 4, 4, 1)), 1, 99, 0.1);
        assertThat(window.high()).isGreaterThan(window.low());
    }
}

package org.substantia.foundation.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.substantia.base.random.RandomStream;
import org.substantia.learning.tensor.Tensors;

class SliceViewsTest {
    private static final int COUNT = 40;
    private static final int ROWS = 24;
    private static final int COLUMNS = 48;

    /** Channel 0 tells the row, channel 1 the column, channel 2 is 1 everywhere. */
    private static Tensor places() {
        float[] values = new float[COUNT * 3 * ROWS * COLUMNS];
        for (int i = 0; i < values.length; i++) {
            int channel = i / (ROWS * COLUMNS) % 3;
            int row = i / COLUMNS % ROWS;
            values[i] = channel == 0 ? row : channel == 1 ? i % COLUMNS : 1;
        }
        return Tensors.of(values, COUNT, 3, ROWS, COLUMNS);
    }

    private static double at(float[] view, int image, int channel, int row, int column, int rows, int columns) {
        return view[((image * 3 + channel) * rows + row) * columns + column];
    }

    /** Pixels of the image that the middle of a view shows per pixel of the view, from what it tells of places. */
    private static double area(float[] view, int image, int rows, int columns) {
        int r = rows / 2;
        int c = columns / 2;
        double rowsDown = at(view, image, 0, r, c, rows, columns) - at(view, image, 0, r - 1, c, rows, columns);
        double rowsRight = at(view, image, 0, r, c, rows, columns) - at(view, image, 0, r, c - 1, rows, columns);
        double columnsDown = at(view, image, 1, r, c, rows, columns) - at(view, image, 1, r - 1, c, rows, columns);
        double columnsRight = at(view, image, 1, r, c, rows, columns) - at(view, image, 1, r, c - 1, rows, columns);
        assertThat(Math.toDegrees(Math.atan2(rowsRight, columnsRight)))
                .as("rotation")
                .isBetween(-10.1, 10.1);
        return rowsDown * columnsRight - rowsRight * columnsDown;
    }

    @Test
    void largeViewsShowHalfToAllOfASliceAndTurnItAsOneSeesIt() {
        try (PointerScope scope = new PointerScope()) {
            Tensor view = new SliceViews(0).large(places(), new RandomStream(1));
            assertThat(new long[] {view.size(2), view.size(3)}).containsExactly(ROWS, COLUMNS);
            float[] values = Tensors.toFloats(view);
            double sum = 0;
            for (int i = 0; i < COUNT; i++) {
                double area = area(values, i, ROWS, COLUMNS);
                // A side that would be longer than the image is cut, so an area may be a little below the drawn one.
                assertThat(area).isBetween(0.42, 1.001);
                sum += area / COUNT;
            }
            assertThat(sum).isCloseTo(0.75, within(0.1));
        }
    }

    @Test
    void smallViewsShowATenthToFourTenths() {
        try (PointerScope scope = new PointerScope()) {
            float[] values = Tensors.toFloats(new SliceViews(0).small(places(), 8, 16, new RandomStream(2)));
            assertThat(values).hasSize(COUNT * 3 * 8 * 16);
            for (int i = 0; i < COUNT; i++) {
                double area = area(values, i, 8, 16) * 8 * 16 / (ROWS * COLUMNS);
                assertThat(area).isBetween(0.09, 0.401);
            }
        }
    }

    @Test
    void viewsAreNotMirroredAndShowNothingFromOutside() {
        try (PointerScope scope = new PointerScope()) {
            float[] values = Tensors.toFloats(new SliceViews(0).large(places(), new RandomStream(3)));
            for (int i = 0; i < COUNT; i++) {
                assertThat(at(values, i, 1, 0, COLUMNS - 1, ROWS, COLUMNS))
                        .isGreaterThan(at(values, i, 1, 0, 0, ROWS, COLUMNS));
                assertThat(at(values, i, 2, 5, 5, ROWS, COLUMNS)).isCloseTo(1, within(1e-6));
            }
            assertThat(values).doesNotContain(Float.NaN);
        }
    }

    @Test
    void brightnessIsKeptUnlessJitterIsAskedFor() {
        try (PointerScope scope = new PointerScope()) {
            Tensor ones = places().narrow(1, 2, 1);
            float[] values = Tensors.toFloats(new SliceViews(0.4).large(ones, new RandomStream(4)));
            int plane = ROWS * COLUMNS;
            double least = 9;
            double most = -9;
            for (int i = 0; i < COUNT; i++) {
                // One factor and one shift for each view.
                assertThat(values[i * plane]).isCloseTo(values[i * plane + plane - 1], within(1e-5f));
                least = Math.min(least, values[i * plane]);
                most = Math.max(most, values[i * plane]);
            }
            assertThat(least).isBetween(0.2, 0.6);
            assertThat(most).isBetween(1.4, 1.8);
        }
    }
}

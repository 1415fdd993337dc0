package org.substantia.report.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;

class OutlineTest {
    private static final int SIZE = 40;

    /** Signed: the inside lies to the left of the way, with rows running down. */
    private static double area(Outline outline) {
        double twice = 0;
        for (double[] loop : outline.loops()) {
            int n = loop.length / 2;
            for (int i = 0; i < n; i++) {
                int j = (i + 1) % n;
                twice += loop[2 * i + 1] * loop[2 * j] - loop[2 * i] * loop[2 * j + 1];
            }
        }
        return twice / 2;
    }

    private static float[] disc(double x, double y, double radius) {
        float[] values = new float[SIZE * SIZE];
        for (int i = 0; i < values.length; i++) {
            int column = i % SIZE;
            int row = i / SIZE;
            values[i] = (float) (0.5 + radius - Math.hypot(column + 0.5 - x, row + 0.5 - y));
        }
        return values;
    }

    @Property(tries = 60)
    void surroundsADiscOfAnySizeAndPlace(
            @ForAll @DoubleRange(min = 16, max = 24) double x,
            @ForAll @DoubleRange(min = 16, max = 24) double y,
            @ForAll @DoubleRange(min = 2, max = 12) double radius) {
        Outline outline = Outline.of(disc(x, y, radius), SIZE, SIZE, 0.5f, 0, 0);
        assertThat(outline.loops()).hasSize(1);
        assertThat(area(outline)).isCloseTo(Math.PI * radius * radius, within(0.25 * radius + 0.3));
    }

    @Test
    void surroundsARingTwice() {
        float[] ring = disc(20, 20, 12);
        float[] hole = disc(20, 20, 6);
        for (int i = 0; i < ring.length; i++) {
            ring[i] = Math.min(ring[i], 1 - hole[i]);
        }
        Outline outline = Outline.of(ring, SIZE, SIZE, 0.5f, 0, 0);
        assertThat(outline.loops()).hasSize(2);
        assertThat(area(outline)).isCloseTo(Math.PI * (144 - 36), within(4.0));
    }

    @Test
    void keepsTheAreaOfALabelOnAnotherGrid() {
        Volume image = Volume.zeros(new Geometry(60, 60, 9, Affine.scaling(-1, 1, 1, 30, -30, 0)));
        Geometry grid = new Geometry(80, 80, 12, Affine.scaling(0.75, 0.75, 1.5, -30, -30, -2));
        byte[] labels = new byte[grid.voxelCount()];
        int voxels = 0;
        for (int z = 0; z < grid.nz(); z++) {
            for (int y = 0; y < grid.ny(); y++) {
                for (int x = 0; x < grid.nx(); x++) {
                    boolean inside = Math.hypot(x - 20, y - 45) < 8;
                    labels[grid.index(x, y, z)] = (byte) (inside ? 3 : 0);
                    voxels += inside ? 1 : 0;
                }
            }
        }
        AxialImage view = new AxialImage(image);
        AxialLabels map = new AxialLabels(view, LabelMap.ofBytes(grid, labels));
        AxialFrame frame = AxialFrame.around(4, 29.5, 29.5, 60, 60, 0.5);
        Outline outline = map.outline(frame, 3).orElseThrow();
        double areaMm2 = area(outline) * 0.25;
        double voxelsMm2 = voxels * 0.75 * 0.75 / grid.nz();
        assertThat(areaMm2).isCloseTo(voxelsMm2, within(0.03 * voxelsMm2));
        // At x = -15 mm, the patient's left: in the right half of the picture.
        double[] bounds = outline.bounds();
        assertThat((bounds[0] + bounds[2]) / 2 * 0.5).isCloseTo(60 - 14.5, within(1.0));
        assertThat(map.outline(frame, 4)).isEmpty();
        assertThat(map.middle(Set.of(3), 4))
                .hasValueSatisfying(m -> assertThat(m[0]).isCloseTo(45, within(1.0)));
    }

    @Test
    void keepsASingleVoxel() {
        Geometry grid = Geometry.axisAligned(9, 9, 3, 0.7, 0.7, 2);
        byte[] labels = new byte[grid.voxelCount()];
        labels[grid.index(4, 4, 1)] = 1;
        AxialImage image = new AxialImage(Volume.zeros(grid));
        AxialLabels map = new AxialLabels(image, LabelMap.ofBytes(grid, labels));
        assertThat(map.outline(AxialFrame.around(1, 4, 4, 6, 6, 0.2), 1)).isPresent();
    }
}

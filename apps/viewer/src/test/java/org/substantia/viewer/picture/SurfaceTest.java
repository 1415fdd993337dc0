package org.substantia.viewer.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.substantia.imaging.LabelMap;
import org.substantia.viewer.Phantom;

class SurfaceTest {
    private final LabelMap truth = Phantom.truth();
    private final Surface surface = Surface.of(truth, Phantom.RED_R).orElseThrow();

    @Test
    void isClosedAndTurnedOutward() {
        // Every edge of a closed, oriented surface is passed once in either direction.
        Map<Long, Integer> edges = new HashMap<>();
        for (int[] t : surface.triangles()) {
            for (int i = 0; i < 3; i++) {
                edges.merge((long) t[i] << 32 | t[(i + 1) % 3], 1, Integer::sum);
            }
        }
        edges.forEach((edge, times) -> {
            assertThat(times).isEqualTo(1);
            assertThat(edges).containsKey(edge << 32 | edge >>> 32);
        });
        assertThat(enclosed()).isPositive();
    }

    @Test
    void enclosesTheLabelsVolumeAtItsPlace() {
        double volume = truth.counts().get(Phantom.RED_R) * truth.geometry().voxelVolumeMm3();
        assertThat(enclosed()).isCloseTo(volume, within(0.1 * volume));
        double[] right = Phantom.rightMiddle();
        double[] middle = truth.geometry().affine().apply(right[0], right[1], right[2]);
        for (int axis = 0; axis < 3; axis++) {
            int a = axis;
            double mean =
                    surface.points().stream().mapToDouble(p -> p[a]).average().orElseThrow();
            assertThat(mean).isCloseTo(middle[axis], within(0.3));
        }
    }

    /** By the divergence theorem. */
    private double enclosed() {
        double sum = 0;
        List<double[]> p = surface.points();
        for (int[] t : surface.triangles()) {
            double[] a = p.get(t[0]);
            double[] b = p.get(t[1]);
            double[] c = p.get(t[2]);
            sum += a[0] * (b[1] * c[2] - b[2] * c[1])
                    + a[1] * (b[2] * c[0] - b[0] * c[2])
                    + a[2] * (b[0] * c[1] - b[1] * c[0]);
        }
        return sum / 6;
    }

    @Test
    void aLabelThatDoesNotOccurHasNone() {
        assertThat(Surface.of(truth, 3)).isEmpty();
    }
}

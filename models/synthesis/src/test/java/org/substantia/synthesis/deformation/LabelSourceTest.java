package org.substantia.synthesis.deformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.substantia.base.random.RandomStream;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;

class LabelSourceTest {
    /** The vote, done the slow way: the largest sum of trilinear weights. */
    @Property(tries = 30, seed = "5")
    void takesTheLabelOfTheLargestWeight(@ForAll long seed) {
        RandomStream random = new RandomStream(seed);
        Geometry grid = Geometry.axisAligned(4, 4, 4, 1, 1, 1);
        byte[] labels = new byte[64];
        for (int i = 0; i < 64; i++) {
            labels[i] = (byte) random.nextInt(4);
        }
        LabelSource source = new LabelSource(LabelMap.ofBytes(grid, labels.clone()));
        for (int n = 0; n < 50; n++) {
            float x = (float) random.nextDouble(0, 3);
            float y = (float) random.nextDouble(0, 3);
            float z = (float) random.nextDouble(0, 3);
            double[] weights = new double[4];
            for (int k = 0; k < 4; k++) {
                for (int j = 0; j < 4; j++) {
                    for (int i = 0; i < 4; i++) {
                        weights[labels[grid.index(i, j, k)]] += Math.max(0, 1 - Math.abs(x - i))
                                * Math.max(0, 1 - Math.abs(y - j))
                                * Math.max(0, 1 - Math.abs(z - k));
                    }
                }
            }
            double largest = Math.max(Math.max(weights[0], weights[1]), Math.max(weights[2], weights[3]));
            assertThat(weights[source.inside(x, y, z)]).isGreaterThan(largest - 1e-5);
            assertThat(source.nearest(x, y, z)).isEqualTo(source.inside(x, y, z));
        }
    }

    @Test
    void outsideIsBackgroundOrTheBordersLabel() {
        LabelSource source = new LabelSource(
                LabelMap.ofBytes(Geometry.axisAligned(2, 2, 2, 1, 1, 1), new byte[] {5, 5, 5, 5, 5, 5, 5, 5}));
        assertThat(source.inside(-0.1f, 0, 0)).isZero();
        assertThat(source.inside(1, 1, 1)).isEqualTo((byte) 5);
        assertThat(source.nearest(-9, 4, 0)).isEqualTo((byte) 5);
    }

    @Test
    void rejectsFlatMapsAndLargeLabels() {
        assertThatThrownBy(() -> new LabelSource(LabelMap.ofBytes(Geometry.axisAligned(2, 2, 1, 1, 1, 1), new byte[4])))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LabelSource(LabelMap.ofShorts(
                        Geometry.axisAligned(2, 2, 2, 1, 1, 1), new short[] {300, 0, 0, 0, 0, 0, 0, 0})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("300");
    }
}

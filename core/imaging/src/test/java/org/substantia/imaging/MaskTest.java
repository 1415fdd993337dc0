package org.substantia.imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MaskTest {
    private static final Geometry GRID = Geometry.axisAligned(5, 3, 2, 1, 1, 1);

    @Test
    void takesOneLabelOrAll() {
        byte[] labels = new byte[30];
        labels[3] = 2;
        labels[17] = (byte) 200;
        LabelMap map = LabelMap.ofBytes(GRID, labels);

        assertThat(Mask.of(map).count()).isEqualTo(2);
        assertThat(Mask.of(map, 200).contains(17)).isTrue();
        assertThat(Mask.of(map, 200).count()).isEqualTo(1);
        assertThatIllegalArgumentException().isThrownBy(() -> Mask.of(map, 0));
    }

    @Test
    void nanIsNeverAboveAThreshold() {
        float[] data = new float[30];
        data[4] = Float.NaN;
        data[5] = 1;

        Mask mask = Mask.above(new Volume(GRID, data), 0.5);

        assertThat(mask.count()).isEqualTo(1);
        assertThat(mask.contains(0, 1, 0)).isTrue();
    }

    @Test
    void findsTheNextForegroundVoxelFromAnywhere() {
        SplittableRandom random = new SplittableRandom(1);
        Geometry grid = Geometry.axisAligned(100, 1, 1, 1, 1, 1);
        byte[] voxels = new byte[100];
        for (int i = 0; i < 12; i++) {
            voxels[random.nextInt(100)] = (byte) (1 + random.nextInt(255));
        }
        Mask mask = new Mask(grid, voxels);
        for (int from = 0; from <= 90; from++) {
            int expected = from;
            while (expected < 90 && voxels[expected] == 0) {
                expected++;
            }
            assertThat(mask.nextForeground(from, 90)).isEqualTo(expected);
        }
    }

    @Test
    void complementCropAndBoxFitTogether() {
        byte[] voxels = new byte[30];
        voxels[GRID.index(1, 1, 0)] = 7;
        voxels[GRID.index(3, 2, 1)] = -7;
        Mask mask = new Mask(GRID, voxels);

        BoundingBox box = mask.boundingBox().orElseThrow();

        assertThat(box).isEqualTo(new BoundingBox(1, 1, 0, 3, 2, 1));
        assertThat(mask.crop(box).voxels()).containsExactly(7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -7);
        assertThat(mask.complement().count()).isEqualTo(28);
        assertThat(mask.toLabelMap().counts()).containsEntry(1, 2).hasSize(1);
    }

    @Test
    void labelsThatDoNotFitTheirWidthAreRefused() {
        int[] labels = new int[30];
        labels[2] = 256;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LabelMap.of(GRID, LabelMap.Width.UNSIGNED_8, labels))
                .withMessageContaining("256");
        assertThat(LabelMap.of(GRID, LabelMap.Width.SIGNED_16, labels).get(2)).isEqualTo(256);
        labels[2] = 1 << 20;
        assertThatIllegalArgumentException().isThrownBy(() -> LabelMap.of(GRID, LabelMap.Width.SIGNED_16, labels));
        assertThat(LabelMap.of(GRID, LabelMap.Width.SIGNED_32, labels).get(2)).isEqualTo(1 << 20);
    }

    /**
     * Eight are counted at a time: of every value that is not 0, at every place, and the rest beyond the last eight.
     */
    @Test
    void countsEveryValueAtEveryPlace() {
        for (int length = 1; length <= 21; length++) {
            for (int value : new int[] {1, 127, -128, -1}) {
                byte[] voxels = new byte[length];
                for (int filled = 0; filled <= length; filled++) {
                    assertThat(new Mask(Geometry.axisAligned(length, 1, 1, 1, 1, 1), voxels).count())
                            .isEqualTo(filled);
                    if (filled < length) {
                        voxels[filled] = (byte) value;
                    }
                }
            }
        }
    }
}

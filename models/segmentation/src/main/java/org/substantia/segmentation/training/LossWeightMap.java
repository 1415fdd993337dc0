package org.substantia.segmentation.training;

import java.util.Arrays;
import java.util.List;
import org.substantia.learning.loss.LossPlaces;
import org.substantia.learning.loss.SegmentationLoss;
import org.substantia.segmentation.plan.Stage;

/** Where the loss weighs voxels more or less, and true classes at coarser levels. */
final class LossWeightMap {
    /** A voxel farther than this from the box around all structures is far, mm. */
    private static final double FAR_MM = 8;

    private LossWeightMap() {}

    /**
     * Each voxel's place for {@link SegmentationLoss}: at a border between classes, far from every structure, or
     * neither; x fastest. Without a structure nothing is far.
     */
    static byte[] of(byte[] classes, int[] size, List<Double> spacing) {
        int[] low = size.clone();
        int[] high = {-1, -1, -1};
        int i = 0;
        for (int z = 0; z < size[2]; z++) {
            for (int y = 0; y < size[1]; y++) {
                for (int x = 0; x < size[0]; x++, i++) {
                    if (classes[i] != 0) {
                        low[0] = Math.min(low[0], x);
                        high[0] = Math.max(high[0], x);
                        low[1] = Math.min(low[1], y);
                        high[1] = Math.max(high[1], y);
                        low[2] = Math.min(low[2], z);
                        high[2] = z;
                    }
                }
            }
        }
        byte[] places = new byte[classes.length];
        if (high[2] >= 0) {
            Arrays.fill(places, SegmentationLoss.FAR);
            for (int axis = 0; axis < 3; axis++) {
                int reach = (int) Math.ceil(FAR_MM / spacing.get(axis));
                low[axis] = Math.max(0, low[axis] - reach);
                high[axis] = Math.min(size[axis] - 1, high[axis] + reach);
            }
            for (int z = low[2]; z <= high[2]; z++) {
                for (int y = low[1]; y <= high[1]; y++) {
                    int row = size[0] * (y + size[1] * z);
                    Arrays.fill(places, row + low[0], row + high[0] + 1, (byte) 0);
                }
            }
        }
        LossPlaces.markBorders(places, classes, size);
        return places;
    }

    /** The class at the middle of what each position of a coarser level covers, in the order of its rows. */
    static byte[] coarser(byte[] classes, Stage stage, int level) {
        int[] step = new int[3];
        int[] count = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            step[axis] = stage.topology().blockSize().get(axis);
            for (int l = 0; l <= level; l++) {
                step[axis] *= stage.topology().levels().get(l).stride().get(axis);
            }
            count[axis] = stage.patch().get(axis) / step[axis];
        }
        int nx = stage.patch().get(0);
        int ny = stage.patch().get(1);
        byte[] out = new byte[count[0] * count[1] * count[2]];
        int at = 0;
        for (int z = 0; z < count[2]; z++) {
            for (int y = 0; y < count[1]; y++) {
                for (int x = 0; x < count[0]; x++) {
                    int sx = x * step[0] + step[0] / 2;
                    int sy = y * step[1] + step[1] / 2;
                    int sz = z * step[2] + step[2] / 2;
                    out[at++] = classes[sx + nx * (sy + ny * sz)];
                }
            }
        }
        return out;
    }
}

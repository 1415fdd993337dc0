package org.substantia.segmentation.training.augmentation;

import java.util.Arrays;
import java.util.List;
import org.substantia.segmentation.plan.Stage;

/**
 * The voxels of a patch and those of the block that it is taken from.
 *
 * @param size voxels of the patch along x, y and z
 * @param spacing of the patch, mm
 * @param blockSpacing of the block, mm
 */
@SuppressWarnings("ArrayRecordComponent") // three numbers each, never compared
record PatchGrid(int[] size, double[] spacing, double[] blockSpacing) {
    static PatchGrid of(Stage stage, List<Double> blockSpacing) {
        return new PatchGrid(
                stage.patch().stream().mapToInt(Integer::intValue).toArray(),
                doubles(stage.spacing()),
                doubles(blockSpacing));
    }

    private static double[] doubles(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    int voxels() {
        return size[0] * size[1] * size[2];
    }

    /** Whether a voxel of the patch is as large as one of the block. */
    boolean hasBlockSpacing() {
        return Arrays.equals(spacing, blockSpacing);
    }
}

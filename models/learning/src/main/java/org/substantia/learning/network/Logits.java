package org.substantia.learning.network;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * What a network says of every voxel, before it is made probabilities. Rows are voxels in the order of the folded grid:
 * z slowest, then y, then x, then the voxels folded into one position (z, y, x again, x fastest).
 *
 * @param heads one tensor (voxels, classes) a head, in the network's compute precision
 * @param asides deep supervision: the first head's classes at the coarser levels, coarsest first, one row a position of
 *     that level
 */
public record Logits(List<Tensor> heads, List<Tensor> asides) {
    public Logits {
        heads = List.copyOf(heads);
        asides = List.copyOf(asides);
    }
}

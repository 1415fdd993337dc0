package org.substantia.learning.network;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * A network's outputs before they become probabilities. Rows are voxels: positions of the network's first level z
 * slowest, then y, then x; within each position its block of voxels likewise.
 *
 * @param heads one tensor (voxels, classes) a head, in the network's compute precision
 * @param auxiliary for deep supervision, the first head's classes at the coarser levels, coarsest first, one row a
 *     position of that level
 */
public record Logits(List<Tensor> heads, List<Tensor> auxiliary) {
    public Logits {
        heads = List.copyOf(heads);
        auxiliary = List.copyOf(auxiliary);
    }
}

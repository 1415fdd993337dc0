package org.substantia.learning.network;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * A network's outputs before they become probabilities. Voxels are in the network's order: positions of its first level
 * z slowest, then y, then x; within each position its block of voxels likewise.
 *
 * @param heads one tensor (classes, voxels) a head, in the network's compute precision
 * @param auxiliary for deep supervision, the first head's classes at the coarser levels, coarsest first, one voxel a
 *     position of that level
 */
public record Logits(List<Tensor> heads, List<Tensor> auxiliary) {
    public Logits {
        heads = List.copyOf(heads);
        auxiliary = List.copyOf(auxiliary);
    }
}

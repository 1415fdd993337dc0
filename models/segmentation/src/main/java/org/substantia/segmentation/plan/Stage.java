package org.substantia.segmentation.plan;

import java.util.List;
import org.substantia.learning.network.Topology;

/**
 * One network of a model and the grid it works on. Its axes run to the left, to the front and up, as those of the
 * challenge's images.
 *
 * @param spacing of voxels along x, y and z, mm
 * @param patch voxels along x, y and z that it was trained on
 * @param topology of its network
 */
public record Stage(List<Double> spacing, List<Integer> patch, Topology topology) {
    public Stage {
        spacing = List.copyOf(spacing);
        patch = List.copyOf(patch);
        if (spacing.size() != 3 || spacing.stream().anyMatch(s -> !(s > 0))) {
            throw new IllegalArgumentException("a spacing has three positive numbers, not " + spacing);
        }
        for (int axis = 0; axis < 3; axis++) {
            if (patch.size() != 3 || patch.get(axis) < 1 || patch.get(axis) % topology.multiple(axis) != 0) {
                throw new IllegalArgumentException("a patch of " + patch + " does not suit the network's strides");
            }
        }
    }

    public int voxels() {
        return patch.get(0) * patch.get(1) * patch.get(2);
    }
}

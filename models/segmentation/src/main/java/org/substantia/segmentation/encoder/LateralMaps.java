package org.substantia.segmentation.encoder;

import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.upsample_trilinear3d;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.substantia.learning.layer.Declarations;
import org.substantia.learning.layer.Initialization;
import org.substantia.learning.layer.Weights;
import org.substantia.learning.network.Topology;

/**
 * What an encoder sees, as maps that are added to those of a segmenter: at each level but the finest, which keeps its
 * convolutions of every voxel, a matrix from the features of a patch to the level's channels, stretched to the level's
 * grid. The matrices begin at 0, so that training begins at the segmenter as it is (as ControlNet does, Zhang et al.
 * 2023).
 *
 * @param topology of the segmenter
 * @param features of a patch
 */
record LateralMaps(Topology topology, int features) {
    /** What the names of its parameters begin with. */
    static final String PREFIX = "lateral";

    void declare(Declarations declarations) {
        for (int level = 1; level < topology.levels().size(); level++) {
            int channels = topology.levels().get(level).channels();
            declarations.declare(weight(level), Initialization.constant(0), channels, features);
            declarations.declare(bias(level), Initialization.constant(0), channels);
        }
    }

    /**
     * Maps by level, float32. To be called within a PointerScope.
     *
     * @param finest size of the first level along z, y and x
     */
    Map<Integer, Tensor> apply(SliceEncoder.Seen seen, long[] finest, Weights weights) {
        Map<Integer, Tensor> maps = new HashMap<>();
        long[] size = finest.clone();
        for (int level = 1; level < topology.levels().size(); level++) {
            List<Integer> stride = topology.levels().get(level).stride();
            for (int axis = 0; axis < 3; axis++) {
                size[axis] /= stride.get(2 - axis);
            }
            Tensor tokens =
                    linear(seen.values(), weights.get(weight(level)), new TensorOptional(weights.get(bias(level))));
            Tensor map = tokens.reshape(
                            tokens.size(0), seen.grid().rows(), seen.grid().columns(), -1)
                    .permute(3, 0, 1, 2)
                    .unsqueeze(0);
            maps.put(level, upsample_trilinear3d(map, size, false));
        }
        return maps;
    }

    private static String weight(int level) {
        return PREFIX + level + ".weight";
    }

    private static String bias(int level) {
        return PREFIX + level + ".bias";
    }
}

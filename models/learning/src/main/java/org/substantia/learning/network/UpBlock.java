package org.substantia.learning.network;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.substantia.learning.layer.Adapter;
import org.substantia.learning.layer.Declarations;
import org.substantia.learning.layer.Layer;
import org.substantia.learning.layer.Weights;

/**
 * One level of a decoder: features of the next coarser level, brought to this one's channels and size, are added to
 * those that the encoder had here, and refined.
 */
record UpBlock(Layer up, Layer refine) {
    void declare(Declarations declarations) {
        up.declare(declarations);
        refine.declare(declarations);
    }

    Tensor apply(Tensor coarse, Tensor skip, Weights weights) {
        long[] size = {skip.size(2), skip.size(3), skip.size(4)};
        Tensor enlarged = torch.upsample_nearest3d(up.apply(coarse, weights), size);
        return refine.apply(enlarged.add(skip), weights);
    }

    UpBlock adapted(Adapter adapter) {
        return new UpBlock(up.adapted(adapter), refine.adapted(adapter));
    }
}

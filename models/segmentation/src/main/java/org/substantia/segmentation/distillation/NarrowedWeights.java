package org.substantia.segmentation.distillation;

import java.util.Arrays;
import java.util.Optional;
import org.substantia.learning.layer.Declaration;
import org.substantia.learning.weights.NamedTensor;

/**
 * Weights for a narrower network from a wider one of the same kind: of every tensor, evenly spaced indices (uniform
 * element selection, Xu et al. 2024, "Initializing Models with Larger Ones"). Which channels are kept depends on their
 * number in both networks alone, so that all layers of a level keep the same ones and what a layer reads is what it was
 * trained to read.
 */
final class NarrowedWeights {
    private NarrowedWeights() {}

    /**
     * A tensor of the narrower network.
     *
     * @return empty if the wider network's tensor is smaller somewhere or has other axes
     */
    static Optional<float[]> of(NamedTensor wider, Declaration narrower) {
        long[] from = wider.shape();
        long[] to = narrower.dimensions();
        if (from.length != to.length) {
            return Optional.empty();
        }
        for (int axis = 0; axis < to.length; axis++) {
            if (to[axis] > from[axis]) {
                return Optional.empty();
            }
        }
        float[] all = wider.floats();
        float[] kept = new float[narrower.count()];
        // A sum over fewer inputs stays as large as it was.
        float scale = to.length > 1 ? (float) from[1] / to[1] : 1;
        long[] index = new long[to.length];
        for (int i = 0; i < kept.length; i++) {
            long at = 0;
            for (int axis = 0; axis < to.length; axis++) {
                at = at * from[axis] + index[axis] * from[axis] / to[axis];
            }
            kept[i] = scale * all[Math.toIntExact(at)];
            advance(index, to);
        }
        return Optional.of(kept);
    }

    /** To the next index, the last axis fastest. */
    private static void advance(long[] index, long[] shape) {
        for (int axis = index.length - 1; axis >= 0; axis--) {
            index[axis]++;
            if (index[axis] < shape[axis]) {
                return;
            }
            index[axis] = 0;
        }
        Arrays.fill(index, 0);
    }
}

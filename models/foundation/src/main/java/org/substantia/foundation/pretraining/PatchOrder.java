package org.substantia.foundation.pretraining;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.substantia.base.random.RandomStream;
import org.substantia.base.random.Shuffle;
import org.substantia.learning.tensor.Tensors;

/**
 * A random order of each image's patches, of which the first are shown and the rest hidden. To be used within the scope
 * that it was made in.
 *
 * @param shown shape (batch, shown patches), places of the patches in the image
 * @param hidden shape (batch, hidden patches), likewise
 * @param back shape (batch, patches), where each patch of the image is in the order
 */
record PatchOrder(Tensor shown, Tensor hidden, Tensor back) {
    static PatchOrder draw(int batch, int patches, double hiddenShare, RandomStream random, Device device) {
        // Places are below 2^24, which float32 holds exactly.
        float[] order = new float[batch * patches];
        float[] back = new float[batch * patches];
        for (int i = 0; i < batch; i++) {
            int[] shuffled = Shuffle.indices(patches, random);
            for (int k = 0; k < patches; k++) {
                order[i * patches + k] = shuffled[k];
                back[i * patches + shuffled[k]] = k;
            }
        }
        int shown = Math.max(1, patches - (int) Math.round(hiddenShare * patches));
        Tensor all = Tensors.of(order, batch, patches).to(device, ScalarType.Long);
        return new PatchOrder(
                all.narrow(1, 0, shown),
                all.narrow(1, shown, (long) patches - shown),
                Tensors.of(back, batch, patches).to(device, ScalarType.Long));
    }

    /** Shape (batch, patches), true where a patch is hidden. */
    Tensor masked() {
        return back.ge(new Scalar(shown.size(1)));
    }

    /**
     * The patches at some places.
     *
     * @param patches shape (batch, patches, width)
     * @param places shape (batch, some)
     * @return shape (batch, some, width)
     */
    static Tensor pick(Tensor patches, Tensor places) {
        return patches.gather(1, places.unsqueeze(2).expand(-1, -1, patches.size(2)));
    }
}

package org.substantia.foundation.adaptation;

import static org.bytedeco.pytorch.global.torch.cat;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.substantia.base.random.RandomStream;
import org.substantia.foundation.encoder.Features;

/**
 * Which slices of a stack an encoder is shown, and what describes each of them. The mean of what describes them
 * describes the stack.
 */
interface SlicePooling {
    /** All slices that say something, in their order; at least one. */
    int[] shown();

    /** How much of what describes the stack each slice shows; sums up to 1. */
    double[] shares();

    /** At most so many of the shown slices, drawn anew. */
    int[] draw(int most, RandomStream random);

    /**
     * What describes some slices.
     *
     * @param some the encoder's answer about them
     * @param slices which these are
     * @param all the slices that make up the description, these among them
     * @param mirrored whether the encoder saw left and right exchanged
     * @return shape (slices, features)
     */
    Tensor features(Features some, int[] slices, int[] all, boolean mirrored);

    /** Some rows of a tensor that has one for each slice. */
    static Tensor select(Tensor all, int... slices) {
        TensorVector some = new TensorVector();
        for (int slice : slices) {
            some.push_back(all.narrow(0, slice, 1));
        }
        return cat(some, 0);
    }
}

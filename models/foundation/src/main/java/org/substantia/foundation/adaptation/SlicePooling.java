package org.substantia.foundation.adaptation;

import org.bytedeco.pytorch.Tensor;
import org.substantia.base.random.RandomStream;
import org.substantia.foundation.encoder.Features;

/**
 * What describes the slices of a stack, and which of them a step of training is shown. The mean over slices describes
 * the stack.
 */
interface SlicePooling {
    /**
     * Of the whole stack, some slices at a time.
     *
     * @param some of consecutive slices
     * @param first of these slices in the stack
     * @return shape (slices, features)
     */
    Tensor part(Features some, int first);

    /**
     * Of these slices, as if there were no others.
     *
     * @param some of the slices, in their order
     * @param mirrored whether the encoder saw left and right exchanged
     * @return shape (slices, features)
     */
    Tensor drawn(Features some, int[] slices, boolean mirrored);

    /** At most so many of the slices, drawn anew. */
    int[] draw(int most, RandomStream random);
}

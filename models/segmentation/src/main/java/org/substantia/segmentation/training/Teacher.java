package org.substantia.segmentation.training;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** What a segmenter is trained towards besides the true labels, or instead of them. To be asked by one thread. */
public interface Teacher {
    /**
     * What the teacher says of an example. Called within a PointerScope, which frees the result.
     *
     * @param input what the student reads: shape (1, images x voxels of a block, Z, Y, X), channels-last
     * @return for each head of the student, probabilities (classes, voxels), float32, without gradient, in the order of
     *     {@link org.substantia.learning.network.Logits#heads}
     */
    List<Tensor> probabilities(Tensor input);

    /** All that its answers depend on, in one line, by which a run that is resumed knows it again. */
    String describe();
}

package org.substantia.foundation.encoder;

import static org.bytedeco.pytorch.global.torch.cat;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * What an encoder makes of a batch of images; float32.
 *
 * @param classToken shape (batch, width); SAM's encoder has none
 * @param registers shape (batch, registers, width), where there are any
 * @param patches shape (batch, rows * columns, channels), row by row
 * @param projected the class token behind the projection into the space of texts, where there is one
 * @param grid rows and columns of the patches
 */
public record Features(
        Optional<Tensor> classToken,
        Optional<Tensor> registers,
        Tensor patches,
        Optional<Tensor> projected,
        TokenGrid grid) {
    /** One row for each image: the class token, where there is one, and the mean patch. */
    public Tensor pooled() {
        Tensor mean = patches.mean(1);
        return classToken.isPresent() ? cat(new TensorVector(classToken.get(), mean), 1) : mean;
    }

    /** The patches as an image: shape (batch, channels, rows, columns). */
    public Tensor map() {
        return patches.transpose(1, 2).reshape(patches.size(0), patches.size(2), grid.rows(), grid.columns());
    }
}

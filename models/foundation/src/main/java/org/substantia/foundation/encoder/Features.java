package org.substantia.foundation.encoder;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

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
    /** The patches as an image: shape (batch, channels, rows, columns). */
    public Tensor map() {
        return patches.transpose(1, 2).reshape(patches.size(0), patches.size(2), grid.rows(), grid.columns());
    }
}

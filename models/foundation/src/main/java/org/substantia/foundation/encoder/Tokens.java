package org.substantia.foundation.encoder;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * An image between two blocks.
 *
 * @param values shape (batch, tokens, width), float32: class token, registers, patches row by row
 * @param grid of the patches
 * @param rotation of queries and keys by their places, where positions are rotary
 */
public record Tokens(Tensor values, TokenGrid grid, Optional<Rotation> rotation) {
    Tokens with(Tensor other) {
        return new Tokens(other, grid, rotation);
    }
}

package org.substantia.foundation.encoder;

import static org.bytedeco.pytorch.global.torch.constant_pad_nd;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Cuts a grid of tokens into windows side by side and puts it together again. The grid is filled up with zeros at its
 * lower and right border, and these take part in the attention, as in SAM's code.
 *
 * @param size rows and columns of a window
 */
record WindowPartition(TokenGrid grid, int size) {
    private int rows() {
        return (grid.rows() + size - 1) / size;
    }

    private int columns() {
        return (grid.columns() + size - 1) / size;
    }

    TokenGrid window() {
        return new TokenGrid(size, size);
    }

    /**
     * @param x shape (batch, tokens, width)
     * @return shape (batch * windows, size * size, width)
     */
    Tensor split(Tensor x) {
        long width = x.size(2);
        Tensor image = x.reshape(x.size(0), grid.rows(), grid.columns(), width);
        long[] padding = {0, 0, 0, (long) columns() * size - grid.columns(), 0, (long) rows() * size - grid.rows()};
        return constant_pad_nd(image, padding, new Scalar(0))
                .reshape(x.size(0), rows(), size, columns(), size, width)
                .permute(0, 1, 3, 2, 4, 5)
                .reshape(-1, (long) size * size, width);
    }

    /** The reverse. */
    Tensor join(Tensor windows) {
        long width = windows.size(2);
        return windows.reshape(-1, rows(), columns(), size, size, width)
                .permute(0, 1, 3, 2, 4, 5)
                .reshape(-1, (long) rows() * size, (long) columns() * size, width)
                .narrow(1, 0, grid.rows())
                .narrow(2, 0, grid.columns())
                .reshape(-1, grid.count(), width);
    }
}

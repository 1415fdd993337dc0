package org.substantia.foundation.encoder;

import org.bytedeco.pytorch.Tensor;

/** How many patches an image has: rows by columns, row by row in the tokens. */
public record TokenGrid(int rows, int columns) {
    /**
     * @param images shape (batch, channels, rows, columns); rows and columns that fill no whole patch are dropped
     * @param patch pixels of a patch's side
     */
    public static TokenGrid of(Tensor images, int patch) {
        return new TokenGrid((int) images.size(2) / patch, (int) images.size(3) / patch);
    }

    public int count() {
        return rows * columns;
    }
}

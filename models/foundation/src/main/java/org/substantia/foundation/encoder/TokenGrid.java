package org.substantia.foundation.encoder;

/** How many patches an image has: rows by columns, row by row in the tokens. */
public record TokenGrid(int rows, int columns) {
    public int count() {
        return rows * columns;
    }
}

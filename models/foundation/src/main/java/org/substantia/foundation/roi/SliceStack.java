package org.substantia.foundation.roi;

/**
 * Axial slices of one region, in 256 shades of gray as encoders saw pictures in their training. The shades belong to it
 * and are not to be changed.
 *
 * @param roi which region it shows, as {@link Roi#spelling} says
 * @param slices from the feet to the head
 * @param rows from the front to the back
 * @param columns from the patient's left to the right
 * @param shades one byte for each pixel, unsigned, columns fastest, then rows
 */
@SuppressWarnings("ArrayRecordComponent") // large, and handed on within the program only
public record SliceStack(String roi, int slices, int rows, int columns, byte[] shades) {
    /** @throws IllegalArgumentException if the shades do not fill the slices */
    public SliceStack {
        if (shades.length != slices * rows * columns) {
            throw new IllegalArgumentException(
                    "%d shades do not fill %d slices of %d x %d".formatted(shades.length, slices, rows, columns));
        }
    }

    @Override
    public String toString() {
        return "%s: %d slices of %d x %d".formatted(roi, slices, rows, columns);
    }
}

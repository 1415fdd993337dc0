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
 * @param nuclei which of the region's nuclei a pixel belongs to, from 1 in the order of the structures, left and right
 *     alike, 0 for none; empty where that is not known
 */
@SuppressWarnings("ArrayRecordComponent") // large, and handed on within the program only
public record SliceStack(String roi, int slices, int rows, int columns, byte[] shades, byte[] nuclei) {
    /** Where nuclei are not known. */
    public SliceStack(String roi, int slices, int rows, int columns, byte[] shades) {
        this(roi, slices, rows, columns, shades, new byte[0]);
    }

    /** @throws IllegalArgumentException if shades or nuclei do not fill the slices */
    public SliceStack {
        if (shades.length != slices * rows * columns) {
            throw new IllegalArgumentException(
                    "%d shades do not fill %d slices of %d x %d".formatted(shades.length, slices, rows, columns));
        }
        if (nuclei.length != 0 && nuclei.length != shades.length) {
            throw new IllegalArgumentException(
                    "nuclei of %d pixels do not belong to %d shades".formatted(nuclei.length, shades.length));
        }
    }

    /** The pixel in the same row on the other side, as far from the middle. */
    public int opposite(int pixel) {
        int column = pixel % columns;
        return pixel - column + columns - 1 - column;
    }

    @Override
    public String toString() {
        return "%s: %d slices of %d x %d".formatted(roi, slices, rows, columns);
    }
}

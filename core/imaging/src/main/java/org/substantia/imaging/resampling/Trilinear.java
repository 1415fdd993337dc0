package org.substantia.imaging.resampling;

/**
 * The value between the eight corners of a cell: along x first, then y, then z, in float arithmetic. For loops that
 * know their cell; {@link Sampler} looks after borders.
 */
public final class Trilinear {
    private Trilinear() {}

    /**
     * @param values of a grid, flat
     * @param index of the cell's corner with the smallest coordinates
     * @param stepX distance in the array to the next value along x; 0 repeats the value, as at a border
     * @param stepY as {@code stepX}, along y
     * @param stepZ as {@code stepX}, along z
     * @param x how far into the cell along x, 0 to 1
     * @param y as {@code x}, along y
     * @param z as {@code x}, along z
     */
    public static float at(float[] values, int index, int stepX, int stepY, int stepZ, float x, float y, float z) {
        int back = index + stepY;
        int above = index + stepZ;
        int far = above + stepY;
        float row0 = values[index] + x * (values[index + stepX] - values[index]);
        float row1 = values[back] + x * (values[back + stepX] - values[back]);
        float row2 = values[above] + x * (values[above + stepX] - values[above]);
        float row3 = values[far] + x * (values[far + stepX] - values[far]);
        float plane0 = row0 + y * (row1 - row0);
        float plane1 = row2 + y * (row3 - row2);
        return plane0 + z * (plane1 - plane0);
    }
}

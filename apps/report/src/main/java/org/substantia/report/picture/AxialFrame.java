package org.substantia.report.picture;

/**
 * A rectangle in an axial plane of an {@link AxialImage}, cut into square pixels: the first is at the patient's right
 * and in front.
 *
 * @param slice index of the plane, from the lowest
 * @param centerX voxel index to the patient's left at the middle of the frame
 * @param centerY voxel index to the back at the middle of the frame
 * @param columns pixels across
 * @param rows pixels down
 * @param pixelMm side of a pixel
 */
public record AxialFrame(int slice, double centerX, double centerY, int columns, int rows, double pixelMm) {
    /** The frame of about that size. */
    public static AxialFrame around(
            int slice, double centerX, double centerY, double widthMm, double heightMm, double pixelMm) {
        return new AxialFrame(
                slice,
                centerX,
                centerY,
                (int) Math.round(widthMm / pixelMm),
                (int) Math.round(heightMm / pixelMm),
                pixelMm);
    }

    double voxelX(double column, double spacing) {
        return centerX + (column + 0.5 - columns / 2.0) * pixelMm / spacing;
    }

    double voxelY(double row, double spacing) {
        return centerY + (row + 0.5 - rows / 2.0) * pixelMm / spacing;
    }
}

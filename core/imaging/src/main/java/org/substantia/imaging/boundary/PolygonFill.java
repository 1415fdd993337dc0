package org.substantia.imaging.boundary;

import java.util.Arrays;

/** What of a raster's pixels a closed contour covers, by the even-odd rule. */
final class PolygonFill {
    private PolygonFill() {}

    /**
     * How many of {@code parts * parts} evenly spread places in every pixel lie inside.
     *
     * @param offsetX first pixel's middle in mm
     * @param spacingX width of a pixel in mm
     */
    static int[] count(
            ClosedContour contour,
            int columns,
            int rows,
            double offsetX,
            double offsetY,
            double spacingX,
            double spacingY,
            int parts) {
        int[] inside = new int[columns * rows];
        double[] crossings = new double[contour.size()];
        double least = Arrays.stream(contour.y()).min().orElseThrow();
        double greatest = Arrays.stream(contour.y()).max().orElseThrow();
        int firstLine = Math.max(0, firstPlace(least, offsetY, spacingY, parts));
        int endLine = Math.min(rows * parts, firstPlace(greatest, offsetY, spacingY, parts) + 1);
        for (int line = firstLine; line < endLine; line++) {
            // Of five parts the third lies in the pixel's middle.
            double y = offsetY + ((line + 0.5) / parts - 0.5) * spacingY;
            int n = crossings(contour, y, crossings);
            for (int k = 0; k + 1 < n; k += 2) {
                int from = firstPlace(crossings[k], offsetX, spacingX, parts);
                int to = firstPlace(crossings[k + 1], offsetX, spacingX, parts);
                for (int place = Math.max(0, from); place < Math.min(to, columns * parts); place++) {
                    inside[line / parts * columns + place / parts]++;
                }
            }
        }
        return inside;
    }

    /** The first place at or beyond a coordinate. */
    private static int firstPlace(double coordinate, double offset, double spacing, int parts) {
        return (int) Math.ceil(((coordinate - offset) / spacing + 0.5) * parts - 0.5);
    }

    private static int crossings(ClosedContour contour, double y, double[] out) {
        int n = 0;
        for (int i = 0, j = contour.size() - 1; i < contour.size(); j = i++) {
            double yi = contour.y()[i];
            double yj = contour.y()[j];
            if (yi > y != yj > y) {
                out[n++] = contour.x()[i] + (y - yi) / (yj - yi) * (contour.x()[j] - contour.x()[i]);
            }
        }
        Arrays.sort(out, 0, n);
        return n;
    }
}

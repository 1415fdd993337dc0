package org.substantia.report.picture;

import java.util.ArrayList;
import java.util.List;
import org.substantia.base.text.Format;
import org.substantia.imaging.boundary.MarchingSquares;

/**
 * Closed smooth curves around what a raster holds above a threshold. Coordinates are pixels; the middle of the first
 * pixel is (0.5, 0.5).
 *
 * @param loops points x, y in turn of every curve
 */
public record Outline(List<double[]> loops) {
    /** Curves shorter than this are noise of the interpolation. */
    private static final int MIN_POINTS = 4;

    public Outline {
        loops = List.copyOf(loops);
    }

    /**
     * By marching squares, the inside to the left of the way.
     *
     * @param offsetX pixel column of the raster's first value
     * @param offsetY pixel row of the raster's first value
     */
    static Outline of(float[] values, int columns, int rows, float threshold, int offsetX, int offsetY) {
        List<double[]> loops = new ArrayList<>();
        for (double[] loop : MarchingSquares.loops(values, columns, rows, threshold)) {
            if (loop.length >= 2 * MIN_POINTS) {
                for (int i = 0; i < loop.length; i += 2) {
                    loop[i] += offsetX + 0.5;
                    loop[i + 1] += offsetY + 0.5;
                }
                loops.add(loop);
            }
        }
        return new Outline(loops);
    }

    public boolean isEmpty() {
        return loops.isEmpty();
    }

    /** Least x and y, greatest x and y. */
    public double[] bounds() {
        double[] bounds = {Double.MAX_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE, -Double.MAX_VALUE};
        for (double[] loop : loops) {
            for (int i = 0; i < loop.length; i += 2) {
                bounds[0] = Math.min(bounds[0], loop[i]);
                bounds[1] = Math.min(bounds[1], loop[i + 1]);
                bounds[2] = Math.max(bounds[2], loop[i]);
                bounds[3] = Math.max(bounds[3], loop[i + 1]);
            }
        }
        return bounds;
    }

    /** As the {@code d} of an SVG path: quadratic curves through the middles between every second point. */
    public String path() {
        StringBuilder path = new StringBuilder();
        for (double[] loop : loops) {
            int n = loop.length / 2;
            int step = n >= 16 ? 2 : 1;
            int used = n / step;
            for (int k = 0; k <= used; k++) {
                int at = (k % used) * step;
                int after = ((k + 1) % used) * step;
                double middleX = (loop[2 * at] + loop[2 * after]) / 2;
                double middleY = (loop[2 * at + 1] + loop[2 * after + 1]) / 2;
                if (k > 0) {
                    path.append('Q');
                    point(path, loop[2 * at], loop[2 * at + 1]);
                    path.append(' ');
                } else {
                    path.append('M');
                }
                point(path, middleX, middleY);
            }
            path.append('Z');
        }
        return path.toString();
    }

    private static void point(StringBuilder path, double x, double y) {
        path.append(Format.coordinate(Math.round(x * 10) / 10.0))
                .append(' ')
                .append(Format.coordinate(Math.round(y * 10) / 10.0));
    }
}

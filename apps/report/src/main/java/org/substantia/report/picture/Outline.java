package org.substantia.report.picture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.substantia.base.text.Format;

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
     * By marching squares (Lorensen and Cline 1987, in two dimensions), the inside to the left of the way.
     *
     * @param offsetX pixel column of the raster's first value
     * @param offsetY pixel row of the raster's first value
     */
    static Outline of(float[] values, int columns, int rows, float threshold, int offsetX, int offsetY) {
        // Crossings are named by the edge they lie on: 2 i to the right of value i, 2 i + 1 below it.
        int[] next = new int[2 * columns * rows];
        Arrays.fill(next, -1);
        for (int y = 0; y + 1 < rows; y++) {
            for (int x = 0; x + 1 < columns; x++) {
                link(next, values, columns, y * columns + x, threshold);
            }
        }
        List<double[]> loops = new ArrayList<>();
        for (int start = 0; start < next.length; start++) {
            if (next[start] >= 0) {
                double[] loop = follow(next, start, values, columns, threshold, offsetX, offsetY);
                if (loop.length >= 2 * MIN_POINTS) {
                    loops.add(loop);
                }
            }
        }
        return new Outline(loops);
    }

    private static void link(int[] next, float[] values, int columns, int i, float threshold) {
        int top = 2 * i;
        int left = 2 * i + 1;
        int bottom = 2 * (i + columns);
        int right = 2 * (i + 1) + 1;
        int corners = (values[i] >= threshold ? 1 : 0)
                | (values[i + 1] >= threshold ? 2 : 0)
                | (values[i + columns + 1] >= threshold ? 4 : 0)
                | (values[i + columns] >= threshold ? 8 : 0);
        switch (corners) {
            case 1 -> next[left] = top;
            case 2 -> next[top] = right;
            case 3 -> next[left] = right;
            case 4 -> next[right] = bottom;
            case 5 -> {
                next[left] = top;
                next[right] = bottom;
            }
            case 6 -> next[top] = bottom;
            case 7 -> next[left] = bottom;
            case 8 -> next[bottom] = left;
            case 9 -> next[bottom] = top;
            case 10 -> {
                next[top] = right;
                next[bottom] = left;
            }
            case 11 -> next[bottom] = right;
            case 12 -> next[right] = left;
            case 13 -> next[right] = top;
            case 14 -> next[top] = left;
            default -> {
                // All inside or all outside: no crossing.
            }
        }
    }

    private static double[] follow(
            int[] next, int start, float[] values, int columns, float threshold, int offsetX, int offsetY) {
        double[] points = new double[64];
        int n = 0;
        int edge = start;
        while (edge >= 0 && next[edge] >= 0) {
            if (n + 2 > points.length) {
                points = Arrays.copyOf(points, 2 * points.length);
            }
            int i = edge / 2;
            boolean across = edge % 2 == 0;
            double share = (threshold - values[i]) / (values[i + (across ? 1 : columns)] - values[i]);
            int column = i % columns;
            int row = i / columns;
            points[n++] = offsetX + 0.5 + column + (across ? share : 0);
            points[n++] = offsetY + 0.5 + row + (across ? 0 : share);
            int following = next[edge];
            next[edge] = -1;
            edge = following;
        }
        return Arrays.copyOf(points, n);
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

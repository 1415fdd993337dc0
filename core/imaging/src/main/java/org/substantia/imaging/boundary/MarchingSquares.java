package org.substantia.imaging.boundary;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Closed curves around what a raster holds at or above a threshold, by marching squares (Lorensen and Cline 1987, in
 * two dimensions). Where two corners of a square lie diagonally inside, they are taken as apart.
 */
public final class MarchingSquares {
    private MarchingSquares() {}

    /**
     * The curves, the inside to the left of the way when y points down. One that leaves the raster ends at its edge and
     * is taken as closed there.
     *
     * @param values row after row
     * @return for every curve its points x, y in turn, in pixels; the middle of the first pixel is (0, 0)
     * @throws IllegalArgumentException if the array's length is not {@code columns * rows}
     */
    public static List<double[]> loops(float[] values, int columns, int rows, double threshold) {
        if (values.length != columns * rows) {
            throw new IllegalArgumentException(values.length + " values for a raster of " + columns + " x " + rows);
        }
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
                loops.add(follow(next, start, values, columns, threshold));
            }
        }
        return loops;
    }

    private static void link(int[] next, float[] values, int columns, int i, double threshold) {
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

    private static double[] follow(int[] next, int start, float[] values, int columns, double threshold) {
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
            points[n++] = column + (across ? share : 0);
            points[n++] = row + (across ? 0 : share);
            int following = next[edge];
            next[edge] = -1;
            edge = following;
        }
        return Arrays.copyOf(points, n);
    }
}

package org.substantia.imaging.boundary;

import java.util.Arrays;

/**
 * The closed path of least cost through a table of states: one state at every point, states of neighboring points
 * differ by one at most, and the last point is a neighbor of the first. Exact: dynamic programming runs for every state
 * of the first point.
 */
final class ClosedPath {
    private ClosedPath() {}

    /**
     * The states that minimize the sum of their costs and of {@code jumpCost} for every change by one.
     *
     * @param costs for every point the cost of every state
     */
    static int[] find(double[][] costs, double jumpCost) {
        int n = costs.length;
        int states = costs[0].length;
        double least = Double.POSITIVE_INFINITY;
        int[] best = new int[n];
        double[] value = new double[states];
        double[] following = new double[states];
        byte[][] from = new byte[n][states];
        for (int start = 0; start < states; start++) {
            Arrays.fill(value, Double.POSITIVE_INFINITY);
            value[start] = costs[0][start];
            for (int i = 1; i < n; i++) {
                step(value, costs[i], jumpCost, following, from[i]);
                double[] old = value;
                value = following;
                following = old;
            }
            for (int end = Math.max(0, start - 1); end <= Math.min(states - 1, start + 1); end++) {
                double total = value[end] + (end == start ? 0 : jumpCost);
                if (total < least) {
                    least = total;
                    trace(from, end, best);
                }
            }
        }
        return best;
    }

    private static void step(double[] value, double[] costs, double jumpCost, double[] out, byte[] from) {
        int states = value.length;
        for (int k = 0; k < states; k++) {
            double least = value[k];
            int move = 0;
            if (k > 0 && value[k - 1] + jumpCost < least) {
                least = value[k - 1] + jumpCost;
                move = -1;
            }
            if (k + 1 < states && value[k + 1] + jumpCost < least) {
                least = value[k + 1] + jumpCost;
                move = 1;
            }
            out[k] = least + costs[k];
            from[k] = (byte) move;
        }
    }

    private static void trace(byte[][] from, int end, int[] out) {
        int state = end;
        for (int i = out.length - 1; i >= 0; i--) {
            out[i] = state;
            if (i > 0) {
                state += from[i][state];
            }
        }
    }
}

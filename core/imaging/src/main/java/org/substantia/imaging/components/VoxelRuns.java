package org.substantia.imaging.components;

import java.util.Arrays;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Mask;

/** Maximal stretches of equal foreground voxels along x, in the order of the array. */
final class VoxelRuns {
    private final Geometry grid;
    private int count;
    /** Flat index of the first voxel. */
    private int[] starts = new int[1024];
    /** Flat index after the last voxel, which may be the first of the next row. */
    private int[] ends = new int[1024];

    private int[] labels = new int[1024];
    /** Index of the first run of each row, and the number of runs at the end. */
    private final int[] rows;

    private VoxelRuns(Geometry grid) {
        this.grid = grid;
        this.rows = new int[grid.ny() * grid.nz() + 1];
    }

    static VoxelRuns of(Mask mask) {
        Geometry grid = mask.geometry();
        VoxelRuns runs = new VoxelRuns(grid);
        byte[] voxels = mask.voxels();
        for (int row = 0; row < runs.rows.length - 1; row++) {
            runs.rows[row] = runs.count;
            int end = (row + 1) * grid.nx();
            int start = mask.nextForeground(row * grid.nx(), end);
            while (start < end) {
                int stop = start + 1;
                while (stop < end && voxels[stop] != 0) {
                    stop++;
                }
                runs.add(start, stop, 1);
                start = mask.nextForeground(stop, end);
            }
        }
        runs.rows[runs.rows.length - 1] = runs.count;
        return runs;
    }

    static VoxelRuns of(LabelMap map) {
        VoxelRuns runs = new VoxelRuns(map.geometry());
        Gatherer gatherer = runs.new Gatherer();
        map.forEachLabeled(gatherer);
        gatherer.finish();
        return runs;
    }

    /** Joins labeled voxels that follow each other. */
    private final class Gatherer implements LabelMap.VoxelVisitor {
        private int row = -1;
        private int rowEnd;

        @Override
        public void visit(int index, int label) {
            int last = count - 1;
            if (index < rowEnd && ends[last] == index && labels[last] == label) {
                ends[last] = index + 1;
                return;
            }
            if (index >= rowEnd) {
                int newRow = index / grid.nx();
                Arrays.fill(rows, row + 1, newRow + 1, count);
                row = newRow;
                rowEnd = (newRow + 1) * grid.nx();
            }
            add(index, index + 1, label);
        }

        void finish() {
            Arrays.fill(rows, row + 1, rows.length, count);
        }
    }

    private void add(int start, int end, int label) {
        if (count == starts.length) {
            int capacity = count + (count >> 1);
            starts = Arrays.copyOf(starts, capacity);
            ends = Arrays.copyOf(ends, capacity);
            labels = Arrays.copyOf(labels, capacity);
        }
        starts[count] = start;
        ends[count] = end;
        labels[count] = label;
        count++;
    }

    int count() {
        return count;
    }

    int start(int run) {
        return starts[run];
    }

    int end(int run) {
        return ends[run];
    }

    int label(int run) {
        return labels[run];
    }

    /**
     * For every run the first run of its component, numbered in the order of the array. Two runs of equal label belong
     * to the same component when a voxel of one is a neighbor of a voxel of the other.
     */
    int[] roots(Connectivity connectivity) {
        int[] parents = new int[count];
        Arrays.setAll(parents, i -> i);
        boolean edges = connectivity != Connectivity.FACES;
        int reach = edges ? 1 : 0;
        int diagonalReach = connectivity == Connectivity.CORNERS ? 1 : 0;
        int ny = grid.ny();
        for (int z = 0; z < grid.nz(); z++) {
            for (int y = 0; y < ny; y++) {
                // Of the eight rows around this one, those that come earlier in the array.
                int row = z * ny + y;
                if (y > 0) {
                    join(parents, row, row - 1, reach);
                }
                if (z > 0) {
                    join(parents, row, row - ny, reach);
                }
                if (z > 0 && edges && y > 0) {
                    join(parents, row, row - ny - 1, diagonalReach);
                }
                if (z > 0 && edges && y < ny - 1) {
                    join(parents, row, row - ny + 1, diagonalReach);
                }
            }
        }
        // Parents come before their children, so one sweep makes every parent a root.
        for (int i = 0; i < count; i++) {
            parents[i] = parents[parents[i]];
        }
        return parents;
    }

    /**
     * Joins the runs of two rows that overlap when those of {@code other} are made longer by {@code reach} at both
     * ends.
     */
    private void join(int[] parents, int row, int other, int reach) {
        int shift = (row - other) * grid.nx();
        int first = rows[other];
        int end = rows[other + 1];
        for (int run = rows[row]; run < rows[row + 1] && first < end; run++) {
            int start = starts[run] - shift;
            int stop = ends[run] - shift;
            while (first < end && ends[first] + reach <= start) {
                first++;
            }
            for (int j = first; j < end && starts[j] < stop + reach; j++) {
                if (labels[j] == labels[run]) {
                    unite(parents, j, run);
                }
            }
        }
    }

    private static void unite(int[] parents, int a, int b) {
        int rootA = root(parents, a);
        int rootB = root(parents, b);
        if (rootA < rootB) {
            parents[rootB] = rootA;
        } else {
            parents[rootA] = rootB;
        }
    }

    private static int root(int[] parents, int run) {
        int at = run;
        while (parents[at] != at) {
            // Halving the path on the way keeps the trees flat.
            parents[at] = parents[parents[at]];
            at = parents[at];
        }
        return at;
    }
}

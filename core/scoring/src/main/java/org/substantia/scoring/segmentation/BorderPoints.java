package org.substantia.scoring.segmentation;

import java.util.Arrays;
import org.substantia.imaging.Geometry;

/**
 * The border voxels of every scored label in one map, label by label and along a Morton curve within a label, which
 * keeps neighbors together: the order {@link BoxTree} needs and the one in which searches follow each other best.
 */
final class BorderPoints {
    private static final int MORTON_BITS = 10;
    /** Every how many points the first round of {@link #largestSquaredDistance} asks. */
    private static final int FIRST_ROUND = 32;

    /** Where the points of a slot start; one entry more than slots. */
    private final int[] starts;

    private final int[] unshared;
    private final int[] x;
    private final int[] y;
    private final int[] z;
    /** Whether the point is a border voxel of the same label in the other map too: its distance is 0. */
    private final boolean[] shared;

    private BorderPoints(int[] starts) {
        this.starts = starts;
        this.unshared = new int[starts.length - 1];
        int total = starts[starts.length - 1];
        x = new int[total];
        y = new int[total];
        z = new int[total];
        shared = new boolean[total];
    }

    /**
     * @param counts border voxels of every slot
     * @param sharedVoxels whether the i-th labeled voxel is a border voxel of the same label in the other map too
     */
    static BorderPoints of(LabeledVoxels voxels, Geometry geometry, int[] counts, boolean[] sharedVoxels) {
        int slots = counts.length;
        int[] starts = new int[slots + 1];
        for (int slot = 0; slot < slots; slot++) {
            starts[slot + 1] = starts[slot] + counts[slot];
        }
        BorderPoints points = new BorderPoints(starts);
        long[] order = order(voxels, geometry, starts);
        for (int slot = 0; slot < slots; slot++) {
            Arrays.sort(order, starts[slot], starts[slot + 1]);
            for (int at = starts[slot]; at < starts[slot + 1]; at++) {
                int i = (int) order[at];
                points.x[at] = geometry.x(voxels.index(i));
                points.y[at] = geometry.y(voxels.index(i));
                points.z[at] = geometry.z(voxels.index(i));
                points.shared[at] = sharedVoxels[i];
                if (!sharedVoxels[i]) {
                    points.unshared[slot]++;
                }
            }
        }
        return points;
    }

    /**
     * By slot, each border voxel's Morton code above and its number in the list below: one sort of longs orders both.
     */
    private static long[] order(LabeledVoxels voxels, Geometry geometry, int[] starts) {
        long[] order = new long[starts[starts.length - 1]];
        int[] next = starts.clone();
        int largest = Math.max(geometry.nx(), Math.max(geometry.ny(), geometry.nz()));
        int shift = Math.max(0, 32 - Integer.numberOfLeadingZeros(largest - 1) - MORTON_BITS);
        for (int i = 0; i < voxels.size(); i++) {
            if (voxels.border(i)) {
                int index = voxels.index(i);
                int code = spread(geometry.x(index) >> shift)
                        | spread(geometry.y(index) >> shift) << 1
                        | spread(geometry.z(index) >> shift) << 2;
                order[next[voxels.slot(i)]++] = (long) code << 32 | i;
            }
        }
        return order;
    }

    /** Puts two zero bits between the lowest ten bits. */
    private static int spread(int v) {
        int s = (v | v << 16) & 0x030000ff;
        s = (s | s << 8) & 0x0300f00f;
        s = (s | s << 4) & 0x030c30c3;
        return (s | s << 2) & 0x09249249;
    }

    int count(int slot) {
        return starts[slot + 1] - starts[slot];
    }

    /** How many border voxels of the slot are not border voxels of the other mask. */
    int unsharedCount(int slot) {
        return unshared[slot];
    }

    BoxTree tree(int slot) {
        return new BoxTree(x, y, z, starts[slot], starts[slot + 1]);
    }

    /** The squared distance from every unshared point of the slot to its nearest in the tree. */
    double[] squaredDistances(int slot, BoxTree tree, double sx, double sy, double sz) {
        BoxTree.Search search = new BoxTree.Search(tree, sx, sy, sz);
        double[] distances = new double[unshared[slot]];
        int count = 0;
        for (int i = starts[slot]; i < starts[slot + 1]; i++) {
            if (!shared[i]) {
                distances[count++] = search.nearest(x[i], y[i], z[i], -1);
            }
        }
        return distances;
    }

    /**
     * The larger of {@code floor} and the largest squared voxel distance from the slot's points to their nearest in the
     * tree. A point with any neighbor within the largest distance so far cannot raise it, so its search stops there
     * (Taha and Hanbury, IEEE TPAMI 2015); a first round over a few points brings the largest distance near its final
     * value, after which most searches end at once.
     */
    double largestSquaredDistance(int slot, BoxTree tree, double floor) {
        BoxTree.Search search = new BoxTree.Search(tree, 1, 1, 1);
        double largest = floor;
        for (int stride = FIRST_ROUND; stride >= 1; stride /= FIRST_ROUND) {
            for (int i = starts[slot]; i < starts[slot + 1]; i += stride) {
                if (!shared[i]) {
                    largest = Math.max(largest, search.nearest(x[i], y[i], z[i], largest));
                }
            }
        }
        return largest;
    }
}

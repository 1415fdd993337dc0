package org.substantia.scoring.segmentation;

import java.util.Arrays;
import org.substantia.imaging.Geometry;

/**
 * The border voxels of every scored label in one map, and those of them that are not border voxels of the same label in
 * the other map. Only the latter have a distance to look for; the others' is 0.
 */
final class BorderPoints {
    /** Where the points of a slot start; one entry more than slots. */
    private final int[] starts;
    /** How many points of a slot are not shared; they come first. */
    private final int[] unshared;

    private final int[] x;
    private final int[] y;
    private final int[] z;

    private BorderPoints(int[] starts, int slots) {
        this.starts = starts;
        this.unshared = new int[slots];
        int total = starts[slots];
        x = new int[total];
        y = new int[total];
        z = new int[total];
    }

    /**
     * @param counts border voxels of every slot
     * @param shared whether the i-th labelled voxel is a border voxel of the same label in the other map too
     */
    static BorderPoints of(LabelledVoxels voxels, Geometry geometry, int[] counts, boolean[] shared) {
        int slots = counts.length;
        int[] starts = new int[slots + 1];
        for (int slot = 0; slot < slots; slot++) {
            starts[slot + 1] = starts[slot] + counts[slot];
        }
        BorderPoints points = new BorderPoints(starts, slots);
        int[] sharedEnd = Arrays.copyOfRange(starts, 1, slots + 1);
        int nx = geometry.nx();
        int ny = geometry.ny();
        for (int i = 0; i < voxels.size(); i++) {
            if (voxels.border(i)) {
                int slot = voxels.slot(i);
                int at = shared[i] ? --sharedEnd[slot] : starts[slot] + points.unshared[slot]++;
                int index = voxels.index(i);
                int row = index / nx;
                points.x[at] = index - row * nx;
                points.z[at] = row / ny;
                points.y[at] = row - points.z[at] * ny;
            }
        }
        return points;
    }

    int count(int slot) {
        return starts[slot + 1] - starts[slot];
    }

    int unsharedCount(int slot) {
        return unshared[slot];
    }

    KdTree tree(int slot) {
        int from = starts[slot];
        int to = starts[slot + 1];
        return new KdTree(
                Arrays.copyOfRange(x, from, to), Arrays.copyOfRange(y, from, to), Arrays.copyOfRange(z, from, to));
    }

    /** The squared distance from every unshared point of the slot to its nearest in the tree. */
    double[] squaredDistances(int slot, KdTree tree, double sx, double sy, double sz) {
        KdTree.Search search = new KdTree.Search(tree, sx, sy, sz);
        double[] distances = new double[unshared[slot]];
        int from = starts[slot];
        for (int i = 0; i < distances.length; i++) {
            distances[i] = search.nearest(x[from + i], y[from + i], z[from + i], -1);
        }
        return distances;
    }

    /**
     * The larger of {@code floor} and the largest squared voxel distance from the slot's points to their nearest in the
     * tree. A point with any neighbour within the largest distance so far cannot raise it, so its search stops there; a first
     * round over a few points brings the largest distance near its final value, after which most searches end at once.
     */
    double largestSquaredDistance(int slot, KdTree tree, double floor) {
        KdTree.Search search = new KdTree.Search(tree, 1, 1, 1);
        double largest = floor;
        int from = starts[slot];
        int to = from + unshared[slot];
        for (int stride = FIRST_ROUND; stride >= 1; stride /= FIRST_ROUND) {
            for (int i = from; i < to; i += stride) {
                largest = Math.max(largest, search.nearest(x[i], y[i], z[i], largest));
            }
        }
        return largest;
    }

    private static final int FIRST_ROUND = 32;
}

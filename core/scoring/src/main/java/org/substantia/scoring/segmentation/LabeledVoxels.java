package org.substantia.scoring.segmentation;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;

/**
 * The voxels of a map that carry a scored label, in the order of the array, each marked when it lies on the border of
 * its structure. Masks are nearly empty, so everything after the one scan of the map works on this list.
 */
final class LabeledVoxels implements LabelMap.VoxelVisitor {
    private final LabelIndex table;
    private final SortedMap<Integer, Integer> others = new TreeMap<>();
    private int[] indices = new int[1 << 12];
    private short[] slots = new short[1 << 12];
    private int size;
    private boolean[] border = new boolean[0];

    private LabeledVoxels(LabelIndex table) {
        this.table = table;
    }

    static LabeledVoxels of(LabelMap map, LabelIndex table) {
        LabeledVoxels voxels = new LabeledVoxels(table);
        map.forEachLabeled(voxels);
        voxels.border = voxels.markBorder(map.geometry());
        return voxels;
    }

    @Override
    public void visit(int index, int label) {
        short slot = table.slot(label);
        if (slot < 0) {
            others.merge(label, 1, Integer::sum);
            return;
        }
        if (size == indices.length) {
            int capacity = (int) Math.min(Geometry.MAX_VOXELS, 2L * size);
            indices = Arrays.copyOf(indices, capacity);
            slots = Arrays.copyOf(slots, capacity);
        }
        indices[size] = index;
        slots[size] = slot;
        size++;
    }

    int size() {
        return size;
    }

    /** The labels that are not scored, 0 left out, each with its number of voxels. */
    SortedMap<Integer, Integer> others() {
        return others;
    }

    /** Flat index of the i-th voxel; ascending in i. */
    int index(int i) {
        return indices[i];
    }

    int slot(int i) {
        return slots[i];
    }

    /**
     * Whether the i-th voxel has a face neighbor that is not of its label; outside the image nothing is. The same
     * voxels as mask xor {@code scipy.ndimage.binary_erosion(mask)}, which is MedPy's surface.
     */
    boolean border(int i) {
        return border[i];
    }

    /**
     * The four neighbors in other rows stand at places of the sorted list that only move forward, so four cursors find
     * them without touching the map again.
     */
    private boolean[] markBorder(Geometry geometry) {
        int nx = geometry.nx();
        int ny = geometry.ny();
        int slice = nx * ny;
        boolean[] marks = new boolean[size];
        int before = 0;
        int below = 0;
        int behind = 0;
        int above = 0;
        for (int i = 0; i < size; i++) {
            int index = indices[i];
            short slot = slots[i];
            // Differences of indices cannot overflow; sums can on the largest grids.
            while (index - indices[below] > slice) {
                below++;
            }
            while (index - indices[before] > nx) {
                before++;
            }
            while (behind < size && indices[behind] - index < nx) {
                behind++;
            }
            while (above < size && indices[above] - index < slice) {
                above++;
            }
            boolean inside = i > 0
                    && i + 1 < size
                    && slots[i - 1] == slot
                    && slots[i + 1] == slot
                    && indices[i - 1] == index - 1
                    && indices[i + 1] == index + 1
                    && slots[before] == slot
                    && index - indices[before] == nx
                    && behind < size
                    && slots[behind] == slot
                    && indices[behind] - index == nx
                    && slots[below] == slot
                    && index - indices[below] == slice
                    && above < size
                    && slots[above] == slot
                    && indices[above] - index == slice;
            marks[i] = !inside || onImageEdge(index, nx, ny);
        }
        return marks;
    }

    /**
     * At an edge the neighboring index is a voxel of the next row or slice. The first and last slice have none beyond.
     */
    private static boolean onImageEdge(int index, int nx, int ny) {
        int row = index / nx;
        int x = index - row * nx;
        int y = row % ny;
        return x == 0 || x == nx - 1 || y == 0 || y == ny - 1;
    }
}

package org.substantia.imaging.components;

import java.util.Arrays;
import java.util.OptionalInt;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Mask;

/**
 * The connected components of a mask, or of every label of a map. They are numbered from 1 in the order in which their
 * first voxels come in the array, as {@code scipy.ndimage.label} numbers them. Immutable and safe to share between
 * threads; finding them runs on the calling thread.
 *
 * <p>Cost: one scan of the voxels, then work in proportion to the number of foreground runs along x.
 *
 * <pre>{@code
 * ConnectedComponents parts = ConnectedComponents.of(mask, Connectivity.CORNERS);
 * Mask brain = parts.mask(parts.largest().orElseThrow());
 * }</pre>
 */
public final class ConnectedComponents {
    private final Geometry geometry;
    private final VoxelRuns runs;
    /** The component of every run. */
    private final int[] components;

    private final int[] sizes;
    private final int[] firstRuns;

    private ConnectedComponents(Geometry geometry, VoxelRuns runs, Connectivity connectivity) {
        this.geometry = geometry;
        this.runs = runs;
        int[] roots = runs.roots(connectivity);
        int[] firsts = new int[runs.count()];
        int[] counts = new int[runs.count()];
        int n = 0;
        // A root comes before the other runs of its component, so its number is there when they need it.
        for (int run = 0; run < roots.length; run++) {
            int root = roots[run];
            if (root == run) {
                firsts[n] = run;
                roots[run] = ++n;
            } else {
                roots[run] = roots[root];
            }
            counts[roots[run] - 1] += runs.end(run) - runs.start(run);
        }
        this.components = roots;
        this.sizes = Arrays.copyOf(counts, n);
        this.firstRuns = Arrays.copyOf(firsts, n);
    }

    /** The components of a mask's foreground. */
    public static ConnectedComponents of(Mask mask, Connectivity connectivity) {
        return new ConnectedComponents(mask.geometry(), VoxelRuns.of(mask), connectivity);
    }

    /**
     * The components of every label: voxels belong together when they are connected through voxels of their own label.
     */
    public static ConnectedComponents ofLabels(LabelMap labels, Connectivity connectivity) {
        return new ConnectedComponents(labels.geometry(), VoxelRuns.of(labels), connectivity);
    }

    public Geometry geometry() {
        return geometry;
    }

    public int count() {
        return sizes.length;
    }

    /**
     * The number of voxels of a component.
     *
     * @param component 1 to {@link #count()}
     */
    public int size(int component) {
        return sizes[component - 1];
    }

    /** The flat index of the first voxel of {@code component} in the array. */
    public int firstVoxel(int component) {
        return runs.start(firstRuns[component - 1]);
    }

    /** The label that {@code component} is a part of; 1 for the components of a mask. */
    public int label(int component) {
        return runs.label(firstRuns[component - 1]);
    }

    /** The component with the most voxels, the first one among equals; empty when there is none. */
    public OptionalInt largest() {
        int best = -1;
        for (int i = 0; i < sizes.length; i++) {
            if (best < 0 || sizes[i] > sizes[best]) {
                best = i;
            }
        }
        return best < 0 ? OptionalInt.empty() : OptionalInt.of(best + 1);
    }

    /** The largest component of {@code label}, the first one among equals; empty when the label does not occur. */
    public OptionalInt largest(int label) {
        int best = -1;
        for (int i = 0; i < sizes.length; i++) {
            if (label(i + 1) == label && (best < 0 || sizes[i] > sizes[best])) {
                best = i;
            }
        }
        return best < 0 ? OptionalInt.empty() : OptionalInt.of(best + 1);
    }

    /**
     * The number of the component at every voxel, 0 on background, in the narrowest width that holds {@link #count()}.
     */
    public LabelMap map() {
        if (count() <= 255) {
            byte[] out = new byte[geometry.voxelCount()];
            for (int run = 0; run < runs.count(); run++) {
                Arrays.fill(out, runs.start(run), runs.end(run), (byte) components[run]);
            }
            return LabelMap.ofBytes(geometry, out);
        }
        if (count() <= Short.MAX_VALUE) {
            short[] out = new short[geometry.voxelCount()];
            for (int run = 0; run < runs.count(); run++) {
                Arrays.fill(out, runs.start(run), runs.end(run), (short) components[run]);
            }
            return LabelMap.ofShorts(geometry, out);
        }
        int[] out = new int[geometry.voxelCount()];
        for (int run = 0; run < runs.count(); run++) {
            Arrays.fill(out, runs.start(run), runs.end(run), components[run]);
        }
        return LabelMap.ofInts(geometry, out);
    }

    /** The voxels of one component, in a new array. */
    public Mask mask(int component) {
        boolean[] keep = new boolean[count()];
        keep[component - 1] = true;
        return mask(keep);
    }

    /**
     * The voxels of several components, in a new array.
     *
     * @param keep for the components 1, 2, ... whether to take them
     * @throws IllegalArgumentException if there are not {@link #count()} of them
     */
    public Mask mask(boolean[] keep) {
        if (keep.length != count()) {
            throw new IllegalArgumentException(keep.length + " choices for " + count() + " components");
        }
        byte[] out = new byte[geometry.voxelCount()];
        for (int run = 0; run < runs.count(); run++) {
            if (keep[components[run] - 1]) {
                Arrays.fill(out, runs.start(run), runs.end(run), (byte) 1);
            }
        }
        return new Mask(geometry, out);
    }

    /** For the components 1, 2, ... whether they have a voxel on a face of the grid. */
    public boolean[] touchingBorder() {
        boolean[] touching = new boolean[count()];
        int nx = geometry.nx();
        for (int run = 0; run < runs.count(); run++) {
            int row = runs.start(run) / nx;
            int y = row % geometry.ny();
            int z = row / geometry.ny();
            boolean border = y == 0
                    || z == 0
                    || y == geometry.ny() - 1
                    || z == geometry.nz() - 1
                    || runs.start(run) == row * nx
                    || runs.end(run) == (row + 1) * nx;
            touching[components[run] - 1] |= border;
        }
        return touching;
    }
}

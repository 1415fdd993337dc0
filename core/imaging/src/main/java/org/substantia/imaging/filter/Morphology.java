package org.substantia.imaging.filter;

import java.util.Arrays;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Mask;
import org.substantia.imaging.components.ConnectedComponents;
import org.substantia.imaging.components.Connectivity;

/**
 * Binary morphology with a voxel and its neighbors as structuring element. What lies outside the grid is background, so
 * foreground at the faces of the grid is eroded: the defaults of {@code scipy.ndimage}. Inputs are not modified.
 */
public final class Morphology {
    private Morphology() {}

    /** The foreground voxels all of whose neighbors are foreground. */
    public static Mask erode(Mask mask, Connectivity connectivity, Workers workers) {
        return new Pass(mask, connectivity, true).run(workers);
    }

    /**
     * Erosion {@code times} times over.
     *
     * @param times 0 gives a copy
     */
    public static Mask erode(Mask mask, Connectivity connectivity, int times, Workers workers) {
        Mask at = normalized(mask);
        for (int i = 0; i < times; i++) {
            at = erode(at, connectivity, workers);
        }
        return at;
    }

    /** The foreground voxels and their neighbors. */
    public static Mask dilate(Mask mask, Connectivity connectivity, Workers workers) {
        return new Pass(mask, connectivity, false).run(workers);
    }

    /**
     * Dilation {@code times} times over.
     *
     * @param times 0 gives a copy
     */
    public static Mask dilate(Mask mask, Connectivity connectivity, int times, Workers workers) {
        Mask at = normalized(mask);
        for (int i = 0; i < times; i++) {
            at = dilate(at, connectivity, workers);
        }
        return at;
    }

    /**
     * The mask with its holes filled: background from which no face of the grid can be reached through background
     * voxels that share a face.
     */
    public static Mask fillHoles(Mask mask) {
        ConnectedComponents background = ConnectedComponents.of(mask.complement(), Connectivity.FACES);
        // All that is not background connected with the outside.
        return background.mask(background.touchingBorder()).complement();
    }

    /** A copy with 1 on the foreground. */
    private static Mask normalized(Mask mask) {
        byte[] out = new byte[mask.voxels().length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) (mask.voxels()[i] == 0 ? 0 : 1);
        }
        return new Mask(mask.geometry(), out);
    }

    /**
     * One erosion or dilation, row by row, with bitwise operations that the compiler turns into vector instructions.
     */
    private static final class Pass {
        private final Geometry grid;
        private final byte[] in;
        private final byte[] out;
        private final int steps;
        private final boolean erosion;

        Pass(Mask mask, Connectivity connectivity, boolean erosion) {
            this.grid = mask.geometry();
            this.in = normalized(mask).voxels();
            this.out = new byte[in.length];
            this.steps = connectivity.steps();
            this.erosion = erosion;
        }

        Mask run(Workers workers) {
            workers.forEachRange(grid.nz(), (from, to) -> {
                byte[] sum = new byte[grid.nx()];
                byte[] neighbors = new byte[grid.nx()];
                for (int z = from; z < to; z++) {
                    for (int y = 0; y < grid.ny(); y++) {
                        row(y, z, sum, neighbors);
                        System.arraycopy(sum, 0, out, grid.index(0, y, z), sum.length);
                    }
                }
            });
            return new Mask(grid, out);
        }

        private void row(int y, int z, byte[] sum, byte[] neighbors) {
            int nx = grid.nx();
            System.arraycopy(in, grid.index(0, y, z), sum, 0, nx);
            for (int dz = -1; dz <= 1; dz++) {
                for (int dy = -1; dy <= 1; dy++) {
                    int axes = Math.abs(dy) + Math.abs(dz);
                    if (axes > steps) {
                        continue;
                    }
                    if (!grid.contains(0, y + dy, z + dz)) {
                        if (erosion) {
                            Arrays.fill(sum, (byte) 0);
                            return;
                        }
                        continue;
                    }
                    int row = grid.index(0, y + dy, z + dz);
                    System.arraycopy(in, row, neighbors, 0, nx);
                    combine(sum, neighbors);
                    if (axes < steps) {
                        // The neighbors at x - 1 and at x + 1; beyond the ends of the row there is background.
                        System.arraycopy(in, row, neighbors, 1, nx - 1);
                        neighbors[0] = 0;
                        combine(sum, neighbors);
                        System.arraycopy(in, row + 1, neighbors, 0, nx - 1);
                        neighbors[nx - 1] = 0;
                        combine(sum, neighbors);
                    }
                }
            }
        }

        private void combine(byte[] sum, byte[] row) {
            if (erosion) {
                for (int x = 0; x < sum.length; x++) {
                    sum[x] &= row[x];
                }
            } else {
                for (int x = 0; x < sum.length; x++) {
                    sum[x] |= row[x];
                }
            }
        }
    }
}

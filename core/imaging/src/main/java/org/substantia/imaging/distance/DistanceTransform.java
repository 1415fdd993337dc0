package org.substantia.imaging.distance;

import java.util.Arrays;
import java.util.Optional;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;

/**
 * Exact Euclidean distances between voxel centers, in the manner of {@code scipy.ndimage.distance_transform_edt}.
 * Distances are computed in double precision and rounded once, to float. The grid's axes are taken as orthogonal;
 * nothing outside the grid counts as foreground or background.
 *
 * <p>Cost: linear in the number of voxels; planes and rows without foreground cost least.
 *
 * <pre>{@code
 * Volume mm = DistanceTransform.toForeground(Mask.of(labels, 11), workers);
 * }</pre>
 */
public final class DistanceTransform {
    /** Columns of the last pass taken together, so that whole cache lines are read. */
    private static final int BLOCK = 32;

    private final Mask mask;
    private final Geometry grid;
    private final double[] spacingSquared;

    private DistanceTransform(Mask mask, double sx, double sy, double sz) {
        if (!(sx > 0 && sy > 0 && sz > 0 && Double.isFinite(sx * sx + sy * sy + sz * sz))) {
            throw new IllegalArgumentException("spacings are positive and finite: " + sx + ", " + sy + ", " + sz);
        }
        this.mask = mask;
        this.grid = mask.geometry();
        this.spacingSquared = new double[] {sx * sx, sy * sy, sz * sz};
    }

    /**
     * The distance in mm from every voxel to the nearest foreground voxel: 0 on the foreground, positive infinity
     * everywhere when there is no foreground.
     */
    public static Volume toForeground(Mask mask, Workers workers) {
        Geometry g = mask.geometry();
        return toForeground(mask, g.spacing(0), g.spacing(1), g.spacing(2), workers);
    }

    /** As {@link #toForeground(Mask, Workers)}, in voxels: every spacing is 1. */
    public static Volume toForegroundInVoxels(Mask mask, Workers workers) {
        return toForeground(mask, 1, 1, 1, workers);
    }

    /**
     * As {@link #toForeground(Mask, Workers)}, with spacings of the caller's choice along the three axes.
     *
     * @throws IllegalArgumentException if a spacing is not positive and finite
     */
    public static Volume toForeground(Mask mask, double sx, double sy, double sz, Workers workers) {
        return new DistanceTransform(mask, sx, sy, sz).run(workers);
    }

    /**
     * The signed distance in mm: outside, the distance to the nearest foreground voxel; on the foreground, minus the
     * distance to the nearest background voxel. Neighbors across the border thus have opposite signs and no voxel is 0.
     * Positive infinity everywhere when there is no foreground, negative when there is no background.
     */
    public static Volume signed(Mask mask, Workers workers) {
        Volume distance = toForeground(mask, workers);
        Optional<BoundingBox> foreground = mask.boundingBox();
        if (foreground.isPresent()) {
            // The nearest background voxel of a foreground voxel never lies more than one voxel outside the
            // foreground's box.
            BoundingBox box = foreground.get().grow(1, mask.geometry());
            Volume inside = toForeground(mask.crop(box).complement(), workers);
            negateInside(distance, inside, mask, box);
        }
        return distance;
    }

    private static void negateInside(Volume distance, Volume inside, Mask mask, BoundingBox box) {
        Geometry grid = mask.geometry();
        int from = 0;
        for (int z = box.minZ(); z <= box.maxZ(); z++) {
            for (int y = box.minY(); y <= box.maxY(); y++) {
                int at = grid.index(box.minX(), y, z);
                for (int x = 0; x < box.sizeX(); x++, at++, from++) {
                    if (mask.contains(at)) {
                        distance.data()[at] = -inside.data()[from];
                    }
                }
            }
        }
    }

    private Volume run(Workers workers) {
        float[] out = new float[grid.voxelCount()];
        int[] planes = planesWithForeground();
        if (planes.length == 0) {
            Arrays.fill(out, Float.POSITIVE_INFINITY);
            return new Volume(grid, out);
        }
        if ((long) planes.length * grid.nx() * grid.ny() > Geometry.MAX_VOXELS) {
            throw new IllegalArgumentException("the grid is too large: " + grid.describe());
        }
        double[] inPlane = new double[planes.length * grid.nx() * grid.ny()];
        workers.forEachRange(planes.length, (from, to) -> {
            PlanePass pass = new PlanePass();
            for (int i = from; i < to; i++) {
                pass.run(planes[i], inPlane, i * grid.nx() * grid.ny());
            }
        });
        workers.forEachRange(grid.ny(), (from, to) -> acrossPlanes(planes, inPlane, from, to, out));
        return new Volume(grid, out);
    }

    private int[] planesWithForeground() {
        int plane = grid.nx() * grid.ny();
        int[] planes = new int[grid.nz()];
        int n = 0;
        for (int z = 0; z < grid.nz(); z++) {
            int end = (z + 1) * plane;
            if (mask.nextForeground(z * plane, end) < end) {
                planes[n++] = z;
            }
        }
        return Arrays.copyOf(planes, n);
    }

    /** The passes along x and y: squared distances within one plane. */
    private final class PlanePass {
        private final int[] rows = new int[grid.ny()];
        private final int[] steps = new int[grid.nx()];
        /** Squared distances along x, one column of rows with foreground after another. */
        private final double[] columns = new double[grid.nx() * grid.ny()];

        private final LowerEnvelope envelope = new LowerEnvelope(grid.ny());

        void run(int z, double[] out, int offset) {
            int nx = grid.nx();
            int ny = grid.ny();
            int count = 0;
            for (int y = 0; y < ny; y++) {
                int start = grid.index(0, y, z);
                int first = mask.nextForeground(start, start + nx);
                if (first < start + nx) {
                    alongRow(start, count);
                    rows[count++] = y;
                }
            }
            for (int x = 0; x < nx; x++) {
                envelope.build(rows, count, columns, x * ny, spacingSquared[1]);
                envelope.minima(ny, spacingSquared[1], out, offset + x, nx);
            }
        }

        private void alongRow(int start, int slot) {
            int nx = grid.nx();
            int ny = grid.ny();
            byte[] voxels = mask.voxels();
            // Larger than any distance along the row, small enough that counting on does not overflow.
            int d = Integer.MAX_VALUE / 2;
            for (int x = 0; x < nx; x++) {
                d = voxels[start + x] != 0 ? 0 : d + 1;
                steps[x] = d;
            }
            d = Integer.MAX_VALUE / 2;
            for (int x = nx - 1, at = x * ny + slot; x >= 0; x--, at -= ny) {
                d = voxels[start + x] != 0 ? 0 : d + 1;
                double nearest = Math.min(d, steps[x]);
                columns[at] = nearest * nearest * spacingSquared[0];
            }
        }
    }

    private void acrossPlanes(int[] planes, double[] inPlane, int fromY, int toY, float[] out) {
        int nx = grid.nx();
        int plane = nx * grid.ny();
        int depth = planes.length;
        double[] block = new double[BLOCK * depth];
        LowerEnvelope envelope = new LowerEnvelope(depth);
        for (int y = fromY; y < toY; y++) {
            for (int x = 0; x < nx; x += BLOCK) {
                int width = Math.min(BLOCK, nx - x);
                for (int i = 0; i < depth; i++) {
                    int at = i * plane + y * nx + x;
                    for (int c = 0; c < width; c++) {
                        block[c * depth + i] = inPlane[at + c];
                    }
                }
                for (int c = 0; c < width; c++) {
                    envelope.build(planes, depth, block, c * depth, spacingSquared[2]);
                    envelope.roots(grid.nz(), spacingSquared[2], out, y * nx + x + c, plane);
                }
            }
        }
    }
}

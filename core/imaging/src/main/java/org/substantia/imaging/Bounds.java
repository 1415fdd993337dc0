package org.substantia.imaging;

import java.util.Optional;

/**
 * A box of continuous coordinates, its sides along the axes: in voxels of some grid, or in millimeters.
 *
 * <pre>{@code
 * // The voxels of a scan that a label's box on another grid may touch.
 * Affine toScan = scan.affine().inverse().compose(labels.geometry().affine());
 * Optional<BoundingBox> touched = box.edges().transformed(toScan).voxelsAround(scan);
 * }</pre>
 */
public record Bounds(double minX, double minY, double minZ, double maxX, double maxY, double maxZ) {
    /** @throws IllegalArgumentException if an end lies before its start or is not a number */
    public Bounds {
        if (!(maxX >= minX && maxY >= minY && maxZ >= minZ)) {
            throw new IllegalArgumentException("bounds out of order: " + minX + ".." + maxX + ", " + minY + ".." + maxY
                    + ", " + minZ + ".." + maxZ);
        }
    }

    /** The smaller end along {@code axis} 0, 1 or 2. */
    public double min(int axis) {
        return switch (axis) {
            case 0 -> minX;
            case 1 -> minY;
            case 2 -> minZ;
            default -> throw new IllegalArgumentException("no axis " + axis);
        };
    }

    /** The larger end along {@code axis} 0, 1 or 2. */
    public double max(int axis) {
        return switch (axis) {
            case 0 -> maxX;
            case 1 -> maxY;
            case 2 -> maxZ;
            default -> throw new IllegalArgumentException("no axis " + axis);
        };
    }

    /** The smallest box that holds the images of the eight corners, and so of the whole box. */
    public Bounds transformed(Affine map) {
        double[] min = {Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE};
        double[] max = {-Double.MAX_VALUE, -Double.MAX_VALUE, -Double.MAX_VALUE};
        for (int corner = 0; corner < 8; corner++) {
            double[] p = map.apply(
                    (corner & 1) == 0 ? minX : maxX, (corner & 2) == 0 ? minY : maxY, (corner & 4) == 0 ? minZ : maxZ);
            for (int axis = 0; axis < 3; axis++) {
                min[axis] = Math.min(min[axis], p[axis]);
                max[axis] = Math.max(max[axis], p[axis]);
            }
        }
        return new Bounds(min[0], min[1], min[2], max[0], max[1], max[2]);
    }

    /** This box, grown by a margin on both sides of each axis. */
    public Bounds grow(double x, double y, double z) {
        return new Bounds(minX - x, minY - y, minZ - z, maxX + x, maxY + y, maxZ + z);
    }

    /** Of bounds in a grid's voxels, the voxels whose centers lie inside; empty if there are none. */
    public Optional<BoundingBox> voxelsInside(Geometry grid) {
        return within(
                grid,
                Math.ceil(minX),
                Math.ceil(minY),
                Math.ceil(minZ),
                Math.floor(maxX),
                Math.floor(maxY),
                Math.floor(maxZ));
    }

    /** Of bounds in a grid's voxels, the smallest box of voxels whose centers enclose them; empty beyond the grid. */
    public Optional<BoundingBox> voxelsAround(Geometry grid) {
        return within(
                grid,
                Math.floor(minX),
                Math.floor(minY),
                Math.floor(minZ),
                Math.ceil(maxX),
                Math.ceil(maxY),
                Math.ceil(maxZ));
    }

    /** As {@link #voxelsAround}, but what lies beyond the grid becomes its outermost layer of voxels. */
    public BoundingBox nearestVoxelsAround(Geometry grid) {
        return new BoundingBox(
                clamp(Math.floor(minX), grid.nx()),
                clamp(Math.floor(minY), grid.ny()),
                clamp(Math.floor(minZ), grid.nz()),
                clamp(Math.ceil(maxX), grid.nx()),
                clamp(Math.ceil(maxY), grid.ny()),
                clamp(Math.ceil(maxZ), grid.nz()));
    }

    private static int clamp(double at, int size) {
        return (int) Math.max(0, Math.min(size - 1, at));
    }

    private static Optional<BoundingBox> within(
            Geometry grid, double x0, double y0, double z0, double x1, double y1, double z1) {
        int minX = (int) Math.max(0, x0);
        int minY = (int) Math.max(0, y0);
        int minZ = (int) Math.max(0, z0);
        int maxX = (int) Math.min(grid.nx() - 1, x1);
        int maxY = (int) Math.min(grid.ny() - 1, y1);
        int maxZ = (int) Math.min(grid.nz() - 1, z1);
        return maxX < minX || maxY < minY || maxZ < minZ
                ? Optional.empty()
                : Optional.of(new BoundingBox(minX, minY, minZ, maxX, maxY, maxZ));
    }
}

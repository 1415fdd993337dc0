package org.substantia.imaging;

/**
 * A non-empty box of voxels; both ends belong to it.
 *
 * @param minX smallest index along the first axis
 * @param minY smallest index along the second axis
 * @param minZ smallest index along the third axis
 * @param maxX largest index along the first axis
 * @param maxY largest index along the second axis
 * @param maxZ largest index along the third axis
 */
public record BoundingBox(int minX, int minY, int minZ, int maxX, int maxY, int maxZ) {
    /** @throws IllegalArgumentException if an end lies before its start */
    public BoundingBox {
        if (maxX < minX || maxY < minY || maxZ < minZ) {
            throw new IllegalArgumentException(
                    "an empty box: " + minX + ".." + maxX + ", " + minY + ".." + maxY + ", " + minZ + ".." + maxZ);
        }
    }

    public static BoundingBox whole(Geometry geometry) {
        return new BoundingBox(0, 0, 0, geometry.nx() - 1, geometry.ny() - 1, geometry.nz() - 1);
    }

    public int sizeX() {
        return maxX - minX + 1;
    }

    public int sizeY() {
        return maxY - minY + 1;
    }

    public int sizeZ() {
        return maxZ - minZ + 1;
    }

    /** The box between the centers of its outermost voxels, in voxels. */
    public Bounds centers() {
        return new Bounds(minX, minY, minZ, maxX, maxY, maxZ);
    }

    /** The box that its voxels fill, half a voxel beyond the centers of the outermost, in voxels. */
    public Bounds edges() {
        return new Bounds(minX - 0.5, minY - 0.5, minZ - 0.5, maxX + 0.5, maxY + 0.5, maxZ + 0.5);
    }

    /** Whether it reaches the outermost voxels of a grid along any axis. */
    public boolean touchesBorder(Geometry grid) {
        return minX == 0
                || minY == 0
                || minZ == 0
                || maxX == grid.nx() - 1
                || maxY == grid.ny() - 1
                || maxZ == grid.nz() - 1;
    }

    /** The smallest box holding both. */
    public BoundingBox union(BoundingBox other) {
        return new BoundingBox(
                Math.min(minX, other.minX),
                Math.min(minY, other.minY),
                Math.min(minZ, other.minZ),
                Math.max(maxX, other.maxX),
                Math.max(maxY, other.maxY),
                Math.max(maxZ, other.maxZ));
    }

    /** This box, grown by {@code margin} voxels on every side, as far as the grid reaches. */
    public BoundingBox grow(int margin, Geometry within) {
        return grow(margin, margin, margin, within);
    }

    /** This box, grown by a margin of voxels on both sides of each axis, as far as the grid reaches. */
    public BoundingBox grow(int x, int y, int z, Geometry within) {
        return new BoundingBox(
                Math.max(0, minX - x),
                Math.max(0, minY - y),
                Math.max(0, minZ - z),
                Math.min(within.nx() - 1, maxX + x),
                Math.min(within.ny() - 1, maxY + y),
                Math.min(within.nz() - 1, maxZ + z));
    }
}

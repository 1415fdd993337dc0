package org.substantia.imaging;

import java.util.Locale;

/**
 * The grid an image lies on: its size in voxels and the map from voxel indices (centers of voxels, first voxel (0, 0,
 * 0)) to RAS millimeters. Voxel {@code (x, y, z)} has the flat index {@code x + nx * (y + ny * z)}.
 *
 * @param nx voxels along the first axis, at least 1
 * @param ny voxels along the second axis, at least 1
 * @param nz voxels along the third axis, at least 1
 * @param affine from voxel indices to RAS millimeters
 */
public record Geometry(int nx, int ny, int nz, Affine affine) {
    /** The largest array most virtual machines can allocate. */
    public static final int MAX_VOXELS = Integer.MAX_VALUE - 8;

    /** @throws IllegalArgumentException if a size is below 1 or the grid has more than {@link #MAX_VOXELS} voxels */
    public Geometry {
        if (nx < 1 || ny < 1 || nz < 1) {
            throw new IllegalArgumentException(
                    "a grid needs at least one voxel along each axis: " + sizeText(nx, ny, nz));
        }
        // nx * ny fits a long; dividing instead of multiplying by nz avoids its overflow.
        if ((long) nx * ny > MAX_VOXELS / nz) {
            throw new IllegalArgumentException("the grid has too many voxels: " + sizeText(nx, ny, nz));
        }
        java.util.Objects.requireNonNull(affine, "affine");
    }

    /** A grid whose axes are the world's, with its first voxel at the origin. Spacing in mm. */
    public static Geometry axisAligned(int nx, int ny, int nz, double sx, double sy, double sz) {
        return new Geometry(nx, ny, nz, Affine.scaling(sx, sy, sz));
    }

    public int voxelCount() {
        return nx * ny * nz;
    }

    public int index(int x, int y, int z) {
        return x + nx * (y + ny * z);
    }

    /** The position along the first axis of the voxel with a flat index. */
    public int x(int index) {
        return index % nx;
    }

    /** The position along the second axis of the voxel with a flat index. */
    public int y(int index) {
        return index / nx % ny;
    }

    /** The position along the third axis of the voxel with a flat index. */
    public int z(int index) {
        return index / nx / ny;
    }

    /** Where the center of the voxel with a flat index lies, in RAS millimeters. */
    public double[] point(int index) {
        return affine.apply(x(index), y(index), z(index));
    }

    /** The middle of the grid, in RAS millimeters; between voxels along an axis with an even number of them. */
    public double[] center() {
        return affine.apply((nx - 1) / 2.0, (ny - 1) / 2.0, (nz - 1) / 2.0);
    }

    public boolean contains(int x, int y, int z) {
        return x >= 0 && y >= 0 && z >= 0 && x < nx && y < ny && z < nz;
    }

    /** The number of voxels along {@code axis} 0, 1 or 2. */
    public int size(int axis) {
        return switch (axis) {
            case 0 -> nx;
            case 1 -> ny;
            case 2 -> nz;
            default -> throw new IllegalArgumentException("no axis " + axis);
        };
    }

    /** Distance between the centers of neighboring voxels along {@code axis} 0, 1 or 2, in mm. */
    public double spacing(int axis) {
        return affine.columnNorm(axis);
    }

    public double voxelVolumeMm3() {
        return Math.abs(affine.determinant());
    }

    public boolean sameSize(Geometry other) {
        return nx == other.nx && ny == other.ny && nz == other.nz;
    }

    /**
     * Whether both grids have the same size and every corner voxel of one lies within {@code toleranceMm} of the
     * other's. The corners bound the error anywhere in the grid, which comparing matrix elements does not.
     */
    public boolean sameGrid(Geometry other, double toleranceMm) {
        if (!sameSize(other)) {
            return false;
        }
        for (int corner = 0; corner < 8; corner++) {
            int x = (corner & 1) == 0 ? 0 : nx - 1;
            int y = (corner & 2) == 0 ? 0 : ny - 1;
            int z = (corner & 4) == 0 ? 0 : nz - 1;
            double dx = affine.applyX(x, y, z) - other.affine.applyX(x, y, z);
            double dy = affine.applyY(x, y, z) - other.affine.applyY(x, y, z);
            double dz = affine.applyZ(x, y, z) - other.affine.applyZ(x, y, z);
            if (Math.sqrt(dx * dx + dy * dy + dz * dz) > toleranceMm) {
                return false;
            }
        }
        return true;
    }

    /** The part of this grid inside {@code box}, in the same world position. */
    public Geometry crop(BoundingBox box) {
        double[] a = affine.toArray();
        double[] origin = affine.apply(box.minX(), box.minY(), box.minZ());
        for (int row = 0; row < 3; row++) {
            a[row * 4 + 3] = origin[row];
        }
        return new Geometry(box.sizeX(), box.sizeY(), box.sizeZ(), Affine.of(a));
    }

    /** For messages: {@code 300 x 300 x 70 voxels of 0.667 x 0.667 x 2.000 mm}. */
    public String describe() {
        return String.format(
                Locale.ROOT,
                "%s voxels of %.3f x %.3f x %.3f mm",
                sizeText(nx, ny, nz),
                spacing(0),
                spacing(1),
                spacing(2));
    }

    private static String sizeText(int nx, int ny, int nz) {
        return nx + " x " + ny + " x " + nz;
    }
}

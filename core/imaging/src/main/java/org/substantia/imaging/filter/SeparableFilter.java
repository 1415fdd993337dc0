package org.substantia.imaging.filter;

import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;

/**
 * Filters a volume in place with one symmetric kernel for each axis. The innermost loop always runs along x, through
 * contiguous memory: the kernels of the other axes combine whole rows.
 */
final class SeparableFilter {
    private SeparableFilter() {}

    static void apply(Volume volume, SymmetricKernel x, SymmetricKernel y, SymmetricKernel z, Workers workers) {
        Geometry grid = volume.geometry();
        if (!x.isIdentity() || !y.isIdentity()) {
            workers.forEachRange(grid.nz(), (from, to) -> inPlanes(volume, x, y, from, to));
        }
        if (!z.isIdentity()) {
            workers.forEachRange(grid.ny(), (from, to) -> acrossPlanes(volume, z, from, to));
        }
    }

    private static void inPlanes(Volume volume, SymmetricKernel kernelX, SymmetricKernel kernelY, int fromZ, int toZ) {
        Geometry grid = volume.geometry();
        float[] data = volume.data();
        int nx = grid.nx();
        int ny = grid.ny();
        int radius = kernelX.radius();
        float[] padded = new float[nx + 2 * radius];
        float[][] shifted = new float[4][nx];
        float[][] rows = new float[ny][nx];
        float[] filtered = new float[nx];
        for (int z = fromZ; z < toZ; z++) {
            for (int y = 0; y < ny; y++) {
                int row = grid.index(0, y, z);
                System.arraycopy(data, row, padded, radius, nx);
                for (int k = 1; k <= radius; k++) {
                    padded[radius - k] = data[row + Reflection.index(-k, nx)];
                    padded[radius + nx - 1 + k] = data[row + Reflection.index(nx - 1 + k, nx)];
                }
                kernelX.alongRow(padded, shifted, rows[y]);
            }
            for (int y = 0; y < ny; y++) {
                kernelY.acrossRows(rows, y, filtered);
                System.arraycopy(filtered, 0, data, grid.index(0, y, z), nx);
            }
        }
    }

    private static void acrossPlanes(Volume volume, SymmetricKernel kernel, int fromY, int toY) {
        Geometry grid = volume.geometry();
        float[] data = volume.data();
        int nx = grid.nx();
        int nz = grid.nz();
        float[][] rows = new float[nz][nx];
        float[] filtered = new float[nx];
        for (int y = fromY; y < toY; y++) {
            for (int z = 0; z < nz; z++) {
                System.arraycopy(data, grid.index(0, y, z), rows[z], 0, nx);
            }
            for (int z = 0; z < nz; z++) {
                kernel.acrossRows(rows, z, filtered);
                System.arraycopy(filtered, 0, data, grid.index(0, y, z), nx);
            }
        }
    }
}

package org.substantia.imaging.registration;

import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;

/**
 * Trilinear values, NaN beyond the centers of the outermost voxels and wherever a neighbor is NaN. The arithmetic is
 * that of {@link org.substantia.imaging.resampling.Trilinear}, written out because the derivatives share its terms and
 * registration spends its time here.
 */
final class VoxelReader {
    private final float[] data;
    private final int nx;
    private final int ny;
    private final int nz;

    VoxelReader(Volume volume) {
        Geometry g = volume.geometry();
        this.data = volume.data();
        this.nx = g.nx();
        this.ny = g.ny();
        this.nz = g.nz();
    }

    float at(double x, double y, double z) {
        return at(x, y, z, null, 0);
    }

    /**
     * The value, and its derivatives by x, y and z in voxels.
     *
     * @param gradient receives the derivatives at {@code offset} and after; null when they are not wanted
     */
    float at(double x, double y, double z, float[] gradient, int offset) {
        // Written so that NaN is outside, too.
        if (!(x >= 0 && y >= 0 && z >= 0 && x < nx - 1 && y < ny - 1 && z < nz - 1)) {
            return Float.NaN;
        }
        int ix = (int) x;
        int iy = (int) y;
        int iz = (int) z;
        float fx = (float) (x - ix);
        float fy = (float) (y - iy);
        float fz = (float) (z - iz);
        int i = ix + nx * (iy + ny * iz);
        int j = i + nx * ny;
        float a = data[i];
        float b = data[i + nx];
        float c = data[j];
        float d = data[j + nx];
        float da = data[i + 1] - a;
        float db = data[i + nx + 1] - b;
        float dc = data[j + 1] - c;
        float dd = data[j + nx + 1] - d;
        float row0 = a + fx * da;
        float row1 = b + fx * db;
        float row2 = c + fx * dc;
        float row3 = d + fx * dd;
        float plane0 = row0 + fy * (row1 - row0);
        float plane1 = row2 + fy * (row3 - row2);
        if (gradient != null) {
            float dx0 = da + fy * (db - da);
            float dx1 = dc + fy * (dd - dc);
            gradient[offset] = dx0 + fz * (dx1 - dx0);
            gradient[offset + 1] = (row1 - row0) + fz * ((row3 - row2) - (row1 - row0));
            gradient[offset + 2] = plane1 - plane0;
        }
        return plane0 + fz * (plane1 - plane0);
    }
}

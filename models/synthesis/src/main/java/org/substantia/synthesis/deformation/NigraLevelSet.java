package org.substantia.synthesis.deformation;

import org.substantia.imaging.resampling.Trilinear;

/** One side of a subject's nigra as traced on the NM image: where a trilinear function is above 0. Immutable. */
final class NigraLevelSet {
    private final float[] value;
    private final int nx;
    private final int ny;
    private final int nz;
    private final int offsetX;
    private final int offsetY;
    private final int offsetZ;

    NigraLevelSet(NigraLevelFunction function, float[] value) {
        this.value = value;
        this.nx = function.geometry.nx();
        this.ny = function.geometry.ny();
        this.nz = function.geometry.nz();
        this.offsetX = function.offsetX;
        this.offsetY = function.offsetY;
        this.offsetZ = function.offsetZ;
    }

    /** Whether a point, in voxel coordinates of the nuclei, lies in the tracing. */
    boolean holds(float x, float y, float z) {
        float fx = x + offsetX;
        float fy = y + offsetY;
        float fz = z + offsetZ;
        if (!(fx >= 0 && fy >= 0 && fz >= 0 && fx < nx - 1 && fy < ny - 1 && fz < nz - 1)) {
            return false;
        }
        int ix = (int) fx;
        int iy = (int) fy;
        int iz = (int) fz;
        float tx = fx - ix;
        float ty = fy - iy;
        float tz = fz - iz;
        int i = ix + nx * (iy + ny * iz);
        return Trilinear.at(value, i, 1, nx, nx * ny, tx, ty, tz) > 0;
    }
}

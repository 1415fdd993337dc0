package org.substantia.synthesis.deformation;

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
        int slice = nx * ny;
        float v00 = value[i] + tx * (value[i + 1] - value[i]);
        float v10 = value[i + nx] + tx * (value[i + nx + 1] - value[i + nx]);
        float v01 = value[i + slice] + tx * (value[i + slice + 1] - value[i + slice]);
        float v11 = value[i + slice + nx] + tx * (value[i + slice + nx + 1] - value[i + slice + nx]);
        float v0 = v00 + ty * (v10 - v00);
        float v1 = v01 + ty * (v11 - v01);
        return v0 + tz * (v1 - v0) > 0;
    }
}

package org.substantia.synthesis.anatomy.registration;

import org.substantia.imaging.Geometry;
import org.substantia.imaging.resampling.Trilinear;

/** A displacement on every voxel of a grid, in voxels; linear between them and 0 beyond the grid. */
public final class VoxelDisplacementField extends VoxelVectors {
    /**
     * @param components three arrays, one value a voxel, x fastest; not copied
     * @throws IllegalArgumentException if there are not three of the grid's size
     */
    public VoxelDisplacementField(Geometry geometry, float[][] components) {
        super(geometry, components);
    }

    public static VoxelDisplacementField zeros(Geometry geometry) {
        return new VoxelDisplacementField(geometry, new float[3][geometry.voxelCount()]);
    }

    /** {@code to(x) = u(x) + u(x + u(x))}: going along this one twice. */
    void square(VoxelDisplacementField to) {
        Geometry geometry = geometry();
        int nx = geometry.nx();
        int ny = geometry.ny();
        int nz = geometry.nz();
        float[] ux = component(0);
        float[] uy = component(1);
        float[] uz = component(2);
        float[] outX = to.component(0);
        float[] outY = to.component(1);
        float[] outZ = to.component(2);
        int i = 0;
        for (int z = 0; z < nz; z++) {
            for (int y = 0; y < ny; y++) {
                for (int x = 0; x < nx; x++, i++) {
                    float dx = ux[i];
                    float dy = uy[i];
                    float dz = uz[i];
                    if (dx == 0 && dy == 0 && dz == 0) {
                        outX[i] = 0;
                        outY[i] = 0;
                        outZ[i] = 0;
                        continue;
                    }
                    float px = x + dx;
                    float py = y + dy;
                    float pz = z + dz;
                    int x0 = (int) Math.floor(px);
                    int y0 = (int) Math.floor(py);
                    int z0 = (int) Math.floor(pz);
                    if (x0 < 0 || y0 < 0 || z0 < 0 || x0 >= nx - 1 || y0 >= ny - 1 || z0 >= nz - 1) {
                        outX[i] = dx;
                        outY[i] = dy;
                        outZ[i] = dz;
                        continue;
                    }
                    int corner = x0 + nx * (y0 + ny * z0);
                    float fx = px - x0;
                    float fy = py - y0;
                    float fz = pz - z0;
                    outX[i] = dx + Trilinear.at(ux, corner, 1, nx, nx * ny, fx, fy, fz);
                    outY[i] = dy + Trilinear.at(uy, corner, 1, nx, nx * ny, fx, fy, fz);
                    outZ[i] = dz + Trilinear.at(uz, corner, 1, nx, nx * ny, fx, fy, fz);
                }
            }
        }
    }

    /** The length of the longest vector, in voxels. */
    public double longest() {
        double best = 0;
        for (int i = 0; i < geometry().voxelCount(); i++) {
            double x = component(0)[i];
            double y = component(1)[i];
            double z = component(2)[i];
            best = Math.max(best, x * x + y * y + z * z);
        }
        return Math.sqrt(best);
    }

    /**
     * The smallest and the largest determinant of the derivative of {@code x + field(x)} by central differences, over
     * all voxels but those of the outermost layer: 1 where volumes are kept, above 0 where the map can be inverted.
     */
    public double[] jacobianRange() {
        Geometry geometry = geometry();
        int nx = geometry.nx();
        int ny = geometry.ny();
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        int[] strides = {1, nx, nx * ny};
        double[] d = new double[9];
        for (int z = 1; z < geometry.nz() - 1; z++) {
            for (int y = 1; y < ny - 1; y++) {
                for (int x = 1; x < nx - 1; x++) {
                    int i = x + nx * (y + ny * z);
                    for (int row = 0; row < 3; row++) {
                        for (int col = 0; col < 3; col++) {
                            int s = strides[col];
                            d[row * 3 + col] =
                                    0.5 * (component(row)[i + s] - component(row)[i - s]) + (row == col ? 1 : 0);
                        }
                    }
                    double det = d[0] * (d[4] * d[8] - d[5] * d[7])
                            - d[1] * (d[3] * d[8] - d[5] * d[6])
                            + d[2] * (d[3] * d[7] - d[4] * d[6]);
                    min = Math.min(min, det);
                    max = Math.max(max, det);
                }
            }
        }
        return new double[] {min, max};
    }
}

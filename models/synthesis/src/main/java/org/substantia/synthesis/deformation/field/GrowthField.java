package org.substantia.synthesis.deformation.field;

import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;
import org.substantia.imaging.filter.GaussianFilter;

/**
 * The velocity field that grows one nucleus: the negative gradient of its smoothed indicator, so that its border moves
 * outwards along its normal and all stands still a few millimeters away.
 */
public final class GrowthField {
    /** Beyond this many deviations the smoothed indicator is cut off. */
    private static final double REACH = 4;

    private final int minX;
    private final int minY;
    private final int minZ;
    private final int nx;
    private final int ny;
    private final int nz;
    private final float[] data;

    /**
     * @param frame the grid the field belongs to
     * @param voxels positions of the nucleus' voxels, x, y, z in turn, mm
     * @param sigmaMm how far the growth reaches
     */
    public GrowthField(NodeGrid frame, float[] voxels, double sigmaMm) {
        double[] origin = {frame.originX(), frame.originY(), frame.originZ()};
        int[] size = {frame.nx(), frame.ny(), frame.nz()};
        int[] min = new int[3];
        int[] max = new int[3];
        int margin = (int) Math.ceil(REACH * sigmaMm / frame.spacing()) + 1;
        for (int axis = 0; axis < 3; axis++) {
            double low = Double.MAX_VALUE;
            double high = -Double.MAX_VALUE;
            for (int i = axis; i < voxels.length; i += 3) {
                low = Math.min(low, voxels[i]);
                high = Math.max(high, voxels[i]);
            }
            min[axis] = Math.max(1, (int) Math.floor((low - origin[axis]) / frame.spacing()) - margin);
            max[axis] = Math.min(size[axis] - 2, (int) Math.ceil((high - origin[axis]) / frame.spacing()) + margin);
        }
        minX = min[0];
        minY = min[1];
        minZ = min[2];
        nx = max[0] - minX + 1;
        ny = max[1] - minY + 1;
        nz = max[2] - minZ + 1;
        Volume indicator =
                Volume.zeros(Geometry.axisAligned(nx, ny, nz, frame.spacing(), frame.spacing(), frame.spacing()));
        splat(frame, voxels, indicator);
        Volume smooth = GaussianFilter.inMillimeters(indicator, sigmaMm, Workers.caller());
        data = new float[3 * nx * ny * nz];
        float[] s = smooth.data();
        int row = nx;
        int slice = nx * ny;
        for (int z = 1; z < nz - 1; z++) {
            for (int y = 1; y < ny - 1; y++) {
                for (int x = 1; x < nx - 1; x++) {
                    int i = x + row * y + slice * z;
                    data[3 * i] = s[i - 1] - s[i + 1];
                    data[3 * i + 1] = s[i - row] - s[i + row];
                    data[3 * i + 2] = s[i - slice] - s[i + slice];
                }
            }
        }
    }

    /** Each voxel's share of the eight nodes around it. */
    private void splat(NodeGrid frame, float[] voxels, Volume indicator) {
        float[] out = indicator.data();
        for (int i = 0; i < voxels.length; i += 3) {
            double fx = (voxels[i] - frame.originX()) / frame.spacing() - minX;
            double fy = (voxels[i + 1] - frame.originY()) / frame.spacing() - minY;
            double fz = (voxels[i + 2] - frame.originZ()) / frame.spacing() - minZ;
            int ix = Math.max(0, Math.min(nx - 2, (int) fx));
            int iy = Math.max(0, Math.min(ny - 2, (int) fy));
            int iz = Math.max(0, Math.min(nz - 2, (int) fz));
            double tx = fx - ix;
            double ty = fy - iy;
            double tz = fz - iz;
            for (int corner = 0; corner < 8; corner++) {
                double weight = ((corner & 1) == 0 ? 1 - tx : tx)
                        * ((corner & 2) == 0 ? 1 - ty : ty)
                        * ((corner & 4) == 0 ? 1 - tz : tz);
                int at = ix + (corner & 1) + nx * (iy + ((corner >> 1) & 1) + ny * (iz + (corner >> 2)));
                out[at] += (float) weight;
            }
        }
    }

    public void scale(double factor) {
        for (int i = 0; i < data.length; i++) {
            data[i] *= (float) factor;
        }
    }

    public void addTo(NodeVectors field, double amplitude) {
        float a = (float) amplitude;
        for (int z = 0; z < nz; z++) {
            for (int y = 0; y < ny; y++) {
                int from = 3 * nx * (y + ny * z);
                int to = 3 * (minX + field.nx * (minY + y + field.ny * (minZ + z)));
                for (int i = 0; i < 3 * nx; i++) {
                    field.data[to + i] += a * data[from + i];
                }
            }
        }
    }
}

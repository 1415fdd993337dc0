package org.substantia.synthesis.anatomy.registration;

import java.util.Arrays;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.filter.GaussianFilter;

/**
 * Several images on one grid, the values of a voxel side by side: what shares of a voxel belong to which group of
 * labels, and how they change. Not for writing by two threads at a time.
 */
final class Channels {
    /**
     * Samples along an axis, in voxels. On grids of whole multiples of a map's spacing none falls between two of its
     * voxels, where rounding would always take the same side and shift the map by half a voxel.
     */
    private static final double[] SUBVOXELS = {-0.375, -0.125, 0.125, 0.375};

    private static final float SAMPLE = 1 / 64f;

    private final Geometry geometry;
    private final int count;
    private final float[] values;

    private Channels(Geometry geometry, int count, float[] values) {
        this.geometry = geometry;
        this.count = count;
        this.values = values;
    }

    static Channels zeros(Geometry geometry, int count) {
        return new Channels(geometry, count, new float[geometry.voxelCount() * count]);
    }

    /**
     * The share of each voxel's volume that belongs to each group, from 64 samples a voxel.
     *
     * @param count number of groups
     * @param groups what lies beyond their grid belongs to no group
     * @param toSource from millimeters of the grid's world to those of the source's
     */
    static Channels shares(Geometry grid, int count, LabelGroups groups, Affine toSource) {
        LabelMap labels = groups.labels();
        int[][] groupsOf = groups.groupsOf().stream()
                .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
        Geometry source = labels.geometry();
        Affine map = source.affine().inverse().compose(toSource).compose(grid.affine());
        float[] out = new float[grid.voxelCount() * count];
        int at = 0;
        for (int z = 0; z < grid.nz(); z++) {
            for (int y = 0; y < grid.ny(); y++) {
                for (int x = 0; x < grid.nx(); x++, at += count) {
                    for (double dz : SUBVOXELS) {
                        for (double dy : SUBVOXELS) {
                            for (double dx : SUBVOXELS) {
                                int sx = (int) Math.floor(map.applyX(x + dx, y + dy, z + dz) + 0.5);
                                int sy = (int) Math.floor(map.applyY(x + dx, y + dy, z + dz) + 0.5);
                                int sz = (int) Math.floor(map.applyZ(x + dx, y + dy, z + dz) + 0.5);
                                if (source.contains(sx, sy, sz)) {
                                    for (int group : groupsOf[labels.get(sx, sy, sz)]) {
                                        out[at + group] += SAMPLE;
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        return new Channels(grid, count, out);
    }

    Geometry geometry() {
        return geometry;
    }

    int count() {
        return count;
    }

    /** Voxel after voxel; not a copy. */
    float[] values() {
        return values;
    }

    /** Every channel smoothed by a Gaussian. */
    Channels smoothed(double sigmaVoxels) {
        int n = geometry.voxelCount();
        float[] out = new float[values.length];
        Volume plane = Volume.zeros(geometry);
        for (int c = 0; c < count; c++) {
            for (int i = 0; i < n; i++) {
                plane.data()[i] = values[i * count + c];
            }
            GaussianFilter.smoothInPlace(plane, sigmaVoxels, sigmaVoxels, sigmaVoxels, Workers.caller());
            for (int i = 0; i < n; i++) {
                out[i * count + c] = plane.data()[i];
            }
        }
        return new Channels(geometry, count, out);
    }

    /** The linearly interpolated values at a place in voxels; 0 beyond the grid. */
    void sample(float x, float y, float z, float[] out, int at) {
        int nx = geometry.nx();
        int ny = geometry.ny();
        int x0 = (int) Math.floor(x);
        int y0 = (int) Math.floor(y);
        int z0 = (int) Math.floor(z);
        if (x0 < 0 || y0 < 0 || z0 < 0 || x0 >= nx - 1 || y0 >= ny - 1 || z0 >= geometry.nz() - 1) {
            Arrays.fill(out, at, at + count, 0);
            return;
        }
        float fx = x - x0;
        float fy = y - y0;
        float fz = z - z0;
        int sx = count;
        int sy = count * nx;
        int sz = count * nx * ny;
        int base = (x0 + nx * (y0 + ny * z0)) * count;
        float w00 = (1 - fy) * (1 - fz);
        float w10 = fy * (1 - fz);
        float w01 = (1 - fy) * fz;
        float w11 = fy * fz;
        float gx = 1 - fx;
        for (int c = 0; c < count; c++) {
            int i = base + c;
            out[at + c] = w00 * (gx * values[i] + fx * values[i + sx])
                    + w10 * (gx * values[i + sy] + fx * values[i + sy + sx])
                    + w01 * (gx * values[i + sz] + fx * values[i + sz + sx])
                    + w11 * (gx * values[i + sy + sz] + fx * values[i + sy + sz + sx]);
        }
    }
}

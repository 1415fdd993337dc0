package org.substantia.segmentation.preprocessing;

import java.util.List;

/**
 * The order in which a network takes and gives voxels: neighbours of one position of its first level side by side, as
 * channels ({@code Topology.fold}). Positions run z slowest, x fastest; the voxels of a position likewise.
 *
 * @param nx voxels along x
 * @param ny voxels along y
 * @param nz voxels along z
 * @param fx voxels folded along x
 * @param fy voxels folded along y
 * @param fz voxels folded along z
 */
public record SpaceToDepth(int nx, int ny, int nz, int fx, int fy, int fz) {
    public SpaceToDepth {
        if (nx % fx != 0 || ny % fy != 0 || nz % fz != 0) {
            throw new IllegalArgumentException(
                    nx + " x " + ny + " x " + nz + " voxels cannot be folded by " + fx + " x " + fy + " x " + fz);
        }
    }

    public static SpaceToDepth of(List<Integer> size, List<Integer> fold) {
        return new SpaceToDepth(size.get(0), size.get(1), size.get(2), fold.get(0), fold.get(1), fold.get(2));
    }

    /** Voxels in one position. */
    public int folded() {
        return fx * fy * fz;
    }

    public int voxels() {
        return nx * ny * nz;
    }

    /** The shape of a network's input, channels last: {@code (1, Z, Y, X, channels x folded)}. */
    public long[] inputShape(int channels) {
        return new long[] {1, nz / fz, ny / fy, nx / fx, (long) channels * folded()};
    }

    /** Images, each of {@link #voxels()} values with x fastest, to the order of {@link #inputShape}. */
    public float[] fold(float[][] images) {
        int width = images.length * folded();
        float[] out = new float[images.length * voxels()];
        for (int m = 0; m < images.length; m++) {
            float[] image = images[m];
            int voxel = 0;
            for (int z = 0; z < nz; z++) {
                for (int y = 0; y < ny; y++) {
                    int row = position(0, y, z) * width + m * folded() + within(0, y, z);
                    for (int x = 0; x < nx; x++) {
                        out[row + (x / fx) * width + x % fx] = image[voxel++];
                    }
                }
            }
        }
        return out;
    }

    /** One value a voxel with x fastest, to the order of a network's rows. */
    public byte[] fold(byte[] values) {
        byte[] out = new byte[values.length];
        int voxel = 0;
        for (int z = 0; z < nz; z++) {
            for (int y = 0; y < ny; y++) {
                for (int x = 0; x < nx; x++) {
                    out[row(x, y, z)] = values[voxel++];
                }
            }
        }
        return out;
    }

    /** The row in which a network tells of a voxel. */
    public int row(int x, int y, int z) {
        return position(x, y, z) * folded() + within(x, y, z);
    }

    private int position(int x, int y, int z) {
        return ((z / fz) * (ny / fy) + y / fy) * (nx / fx) + x / fx;
    }

    private int within(int x, int y, int z) {
        return ((z % fz) * fy + y % fy) * fx + x % fx;
    }
}

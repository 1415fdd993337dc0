package org.substantia.segmentation.preprocessing;

import java.util.List;

/**
 * The order in which a network reads and labels voxels: each block of voxels becomes the channels of one position of
 * its first level ({@code Topology.blockSize}). Positions run z slowest, x fastest; the voxels of a block likewise.
 *
 * @param nx voxels along x
 * @param ny voxels along y
 * @param nz voxels along z
 * @param bx voxels of a block along x
 * @param by voxels of a block along y
 * @param bz voxels of a block along z
 */
public record SpaceToDepth(int nx, int ny, int nz, int bx, int by, int bz) {
    public SpaceToDepth {
        if (nx % bx != 0 || ny % by != 0 || nz % bz != 0) {
            throw new IllegalArgumentException(nx + " x " + ny + " x " + nz + " voxels cannot be cut into blocks of "
                    + bx + " x " + by + " x " + bz);
        }
    }

    public static SpaceToDepth of(List<Integer> size, List<Integer> block) {
        return new SpaceToDepth(size.get(0), size.get(1), size.get(2), block.get(0), block.get(1), block.get(2));
    }

    /** Voxels of one block. */
    public int blockVoxels() {
        return bx * by * bz;
    }

    public int voxels() {
        return nx * ny * nz;
    }

    /** The shape of a network's input, channels last: {@code (1, Z, Y, X, channels x voxels of a block)}. */
    public long[] inputShape(int channels) {
        return new long[] {1, nz / bz, ny / by, nx / bx, (long) channels * blockVoxels()};
    }

    /** Images, each of {@link #voxels()} values with x fastest, to the order of {@link #inputShape}. */
    public float[] toChannels(float[][] images) {
        int width = images.length * blockVoxels();
        int[] places = places(width);
        float[] out = new float[images.length * voxels()];
        for (int m = 0; m < images.length; m++) {
            float[] image = images[m];
            int voxel = 0;
            for (int z = 0; z < nz; z++) {
                for (int y = 0; y < ny; y++) {
                    int row = position(0, y, z) * width + m * blockVoxels() + within(0, y, z);
                    for (int x = 0; x < nx; x++) {
                        out[row + places[x]] = image[voxel++];
                    }
                }
            }
        }
        return out;
    }

    /** One value per voxel with x fastest, to the order of a network's output. */
    public byte[] toRows(byte[] values) {
        byte[] out = new byte[values.length];
        int[] places = places(blockVoxels());
        int voxel = 0;
        for (int z = 0; z < nz; z++) {
            for (int y = 0; y < ny; y++) {
                int row = row(0, y, z);
                for (int x = 0; x < nx; x++) {
                    out[row + places[x]] = values[voxel++];
                }
            }
        }
        return out;
    }

    /** The reverse of {@link #toRows}. */
    public byte[] fromRows(byte[] rows) {
        byte[] out = new byte[rows.length];
        int[] places = places(blockVoxels());
        int voxel = 0;
        for (int z = 0; z < nz; z++) {
            for (int y = 0; y < ny; y++) {
                int row = row(0, y, z);
                for (int x = 0; x < nx; x++) {
                    out[voxel++] = rows[row + places[x]];
                }
            }
        }
        return out;
    }

    /**
     * The reverse of {@link #toRows} for each of several maps, one after the other.
     *
     * @param rows a multiple of {@link #voxels()}
     */
    public float[] fromRows(float[] rows) {
        float[] out = new float[rows.length];
        int[] places = places(blockVoxels());
        int to = 0;
        for (int map = 0; map < rows.length; map += voxels()) {
            for (int z = 0; z < nz; z++) {
                for (int y = 0; y < ny; y++) {
                    int row = map + row(0, y, z);
                    for (int x = 0; x < nx; x++) {
                        out[to++] = rows[row + places[x]];
                    }
                }
            }
        }
        return out;
    }

    /** How far each voxel along x lies from the first, where positions of {@code width} values follow each other. */
    private int[] places(int width) {
        int[] places = new int[nx];
        for (int x = 0; x < nx; x++) {
            places[x] = x / bx * width + x % bx;
        }
        return places;
    }

    /** The output row of a voxel. */
    public int row(int x, int y, int z) {
        return position(x, y, z) * blockVoxels() + within(x, y, z);
    }

    private int position(int x, int y, int z) {
        return ((z / bz) * (ny / by) + y / by) * (nx / bx) + x / bx;
    }

    private int within(int x, int y, int z) {
        return ((z % bz) * by + y % by) * bx + x % bx;
    }
}

package org.substantia.segmentation.training.augmentation;

import java.util.Optional;
import org.substantia.segmentation.training.sample.TrainingSample;

/**
 * From the voxels of a patch to those of a sample's block: {@code p = origin + matrix v}. Whole-voxel shifts are
 * copied, everything else is interpolated (images linearly, classes by the closest voxel).
 */
final class PatchTransform {
    private final int[] size;
    private final double[][] matrix;
    private final double[] origin;
    private final boolean whole;
    private final Optional<BlockWarp> warp;

    private PatchTransform(int[] size, double[][] matrix, double[] origin, boolean whole, Optional<BlockWarp> warp) {
        this.size = size;
        this.matrix = matrix;
        this.origin = origin;
        this.whole = whole;
        this.warp = warp;
    }

    /** This transform followed by a warp of the block. */
    PatchTransform then(BlockWarp local) {
        BlockWarp all = warp.map(before -> before.then(local)).orElse(local);
        return new PatchTransform(size, matrix, origin, false, Optional.of(all));
    }

    /**
     * @param middle where the patch's middle lies but for the motion's shift, in voxels of the block
     * @param mirrored whether x runs the other way
     */
    static PatchTransform of(PatchGrid grid, double[] middle, RigidJitter.Motion motion, boolean mirrored) {
        double[][] matrix = new double[3][3];
        double[] origin = new double[3];
        for (int i = 0; i < 3; i++) {
            double voxel = grid.blockSpacing()[i];
            origin[i] = middle[i] + motion.shift()[i] / voxel;
            for (int j = 0; j < 3; j++) {
                matrix[i][j] = motion.matrix()[i][j] * grid.spacing()[j] / voxel * (mirrored && j == 0 ? -1 : 1);
                origin[i] -= matrix[i][j] * (grid.size()[j] - 1) / 2.0;
            }
        }
        boolean whole = !motion.turned() && grid.hasBlockSpacing();
        if (whole) {
            for (int i = 0; i < 3; i++) {
                origin[i] = Math.rint(origin[i]);
            }
        }
        return new PatchTransform(grid.size(), matrix, origin, whole, Optional.empty());
    }

    /** NaN where the block does not reach or holds nothing. */
    void sample(TrainingSample.Block block, TrainingSample.PackedImage image, float[] out) {
        int nx = block.nx();
        int ny = block.ny();
        int nz = block.nz();
        short[] values = image.values();
        float scale = image.scale();
        BlockWarp local = warp.orElse(null);
        double[] p = new double[3];
        int at = 0;
        for (int z = 0; z < size[2]; z++) {
            for (int y = 0; y < size[1]; y++) {
                double px = origin[0] + matrix[0][1] * y + matrix[0][2] * z;
                double py = origin[1] + matrix[1][1] * y + matrix[1][2] * z;
                double pz = origin[2] + matrix[2][1] * y + matrix[2][2] * z;
                for (int x = 0; x < size[0]; x++, at++) {
                    p[0] = px + matrix[0][0] * x;
                    p[1] = py + matrix[1][0] * x;
                    p[2] = pz + matrix[2][0] * x;
                    if (whole) {
                        int ix = (int) p[0];
                        int iy = (int) p[1];
                        int iz = (int) p[2];
                        boolean inside = p[0] >= 0 && p[1] >= 0 && p[2] >= 0 && ix < nx && iy < ny && iz < nz;
                        short value = inside ? values[ix + nx * (iy + ny * iz)] : TrainingSample.PackedImage.NOTHING;
                        out[at] = value == TrainingSample.PackedImage.NOTHING ? Float.NaN : value * scale;
                    } else {
                        if (local != null) {
                            local.apply(p);
                        }
                        out[at] = linear(values, nx, ny, nz, p[0], p[1], p[2]) * scale;
                    }
                }
            }
        }
    }

    private static float linear(short[] values, int nx, int ny, int nz, double x, double y, double z) {
        if (!(x > -0.5 && y > -0.5 && z > -0.5 && x < nx - 0.5 && y < ny - 0.5 && z < nz - 0.5)) {
            return Float.NaN;
        }
        int x0 = Math.max(0, Math.min(nx - 2, (int) Math.floor(x)));
        int y0 = Math.max(0, Math.min(ny - 2, (int) Math.floor(y)));
        int z0 = Math.max(0, Math.min(nz - 2, (int) Math.floor(z)));
        float fx = (float) Math.max(0, Math.min(1, x - x0));
        float fy = (float) Math.max(0, Math.min(1, y - y0));
        float fz = (float) Math.max(0, Math.min(1, z - z0));
        int i = x0 + nx * (y0 + ny * z0);
        int plane = nx * ny;
        short a = values[i];
        short b = values[i + 1];
        short c = values[i + nx];
        short d = values[i + nx + 1];
        short e = values[i + plane];
        short f = values[i + plane + 1];
        short g = values[i + plane + nx];
        short h = values[i + plane + nx + 1];
        short nothing = TrainingSample.PackedImage.NOTHING;
        if (a == nothing
                || b == nothing
                || c == nothing
                || d == nothing
                || e == nothing
                || f == nothing
                || g == nothing
                || h == nothing) {
            return Float.NaN;
        }
        float low = (a + fx * (b - a)) * (1 - fy) + (c + fx * (d - c)) * fy;
        float high = (e + fx * (f - e)) * (1 - fy) + (g + fx * (h - g)) * fy;
        return low + fz * (high - low);
    }

    /**
     * The closest voxel's class, 0 where the block does not reach. The walk is written out as for images, so that no
     * voxel costs a call.
     */
    void sample(TrainingSample.Block block, byte[] classes, byte[] out) {
        int nx = block.nx();
        int ny = block.ny();
        BlockWarp local = warp.orElse(null);
        double[] p = new double[3];
        int at = 0;
        for (int z = 0; z < size[2]; z++) {
            for (int y = 0; y < size[1]; y++) {
                double px = origin[0] + matrix[0][1] * y + matrix[0][2] * z;
                double py = origin[1] + matrix[1][1] * y + matrix[1][2] * z;
                double pz = origin[2] + matrix[2][1] * y + matrix[2][2] * z;
                for (int x = 0; x < size[0]; x++, at++) {
                    p[0] = px + matrix[0][0] * x;
                    p[1] = py + matrix[1][0] * x;
                    p[2] = pz + matrix[2][0] * x;
                    if (local != null) {
                        local.apply(p);
                    }
                    int ix = (int) Math.floor(p[0] + 0.5);
                    int iy = (int) Math.floor(p[1] + 0.5);
                    int iz = (int) Math.floor(p[2] + 0.5);
                    boolean inside = ix >= 0 && iy >= 0 && iz >= 0 && ix < nx && iy < ny && iz < block.nz();
                    out[at] = inside ? classes[ix + nx * (iy + ny * iz)] : 0;
                }
            }
        }
    }
}

package org.substantia.imaging.registration;

import java.util.Arrays;
import java.util.Optional;
import org.substantia.base.random.RandomStream;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Mask;

/**
 * Points spread evenly over an image's region, each at a random place in its voxel: at the voxels' centers,
 * interpolation would favor motions by whole voxels (J. Tsao, "Interpolation artifacts in multimodality image
 * registration based on maximization of mutual information", IEEE Trans. Medical Imaging 22, 2003).
 */
final class SamplePoints {
    /** Below this there is nothing to count. */
    private static final int MIN_POINTS = 500;

    private final int count;
    private final float[] x;
    private final float[] y;
    private final float[] z;
    private final int[] bin;
    private final double[] center;

    private SamplePoints(int count, float[] x, float[] y, float[] z, int[] bin, double[] center) {
        this.count = count;
        this.x = Arrays.copyOf(x, count);
        this.y = Arrays.copyOf(y, count);
        this.z = Arrays.copyOf(z, count);
        this.bin = Arrays.copyOf(bin, count);
        this.center = center;
    }

    /**
     * @param center the origin of the points' coordinates, in mm
     * @return empty when there are too few points
     */
    static Optional<SamplePoints> of(ImageLevel level, int wanted, int bins, double[] center, long seed) {
        Mask region = level.region();
        int voxels = region.count();
        if (voxels < MIN_POINTS || level.isFlat()) {
            return Optional.empty();
        }
        float[] x = new float[wanted];
        float[] y = new float[wanted];
        float[] z = new float[wanted];
        int[] bin = new int[wanted];
        VoxelReader reader = new VoxelReader(level.values());
        Geometry grid = level.geometry();
        Affine toWorld = grid.affine();
        RandomStream random = new RandomStream(seed);
        double scale = bins / ((double) level.high() - level.low());
        int count = 0;
        int voxel = -1;
        int rank = -1;
        for (int i = 0; i < wanted; i++) {
            int wantedRank = (int) ((long) i * voxels / wanted);
            while (rank < wantedRank) {
                voxel = region.nextForeground(voxel + 1, region.voxels().length);
                rank++;
            }
            double vx = grid.x(voxel) + random.nextDouble() - 0.5;
            double vy = grid.y(voxel) + random.nextDouble() - 0.5;
            double vz = grid.z(voxel) + random.nextDouble() - 0.5;
            float value = reader.at(vx, vy, vz);
            if (!Float.isNaN(value)) {
                x[count] = (float) (toWorld.applyX(vx, vy, vz) - center[0]);
                y[count] = (float) (toWorld.applyY(vx, vy, vz) - center[1]);
                z[count] = (float) (toWorld.applyZ(vx, vy, vz) - center[2]);
                bin[count] = Math.max(0, Math.min(bins - 1, (int) ((value - level.low()) * scale)));
                count++;
            }
        }
        return count < MIN_POINTS ? Optional.empty() : Optional.of(new SamplePoints(count, x, y, z, bin, center));
    }

    int count() {
        return count;
    }

    /** In mm from the center, as are the other two. */
    float[] x() {
        return x;
    }

    float[] y() {
        return y;
    }

    float[] z() {
        return z;
    }

    /** The classes of the values. */
    int[] bin() {
        return bin;
    }

    double[] center() {
        return center;
    }

    /** Root of the mean squared distance from the center, in mm. */
    double radius() {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += x[i] * x[i] + y[i] * y[i] + z[i] * z[i];
        }
        return Math.sqrt(sum / count);
    }
}

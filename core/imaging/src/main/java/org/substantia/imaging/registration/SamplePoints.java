package org.substantia.imaging.registration;

import java.util.Arrays;
import java.util.Optional;
import org.substantia.base.random.RandomStream;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Mask;

/**
 * Points spread evenly over an image's region, each at a random place in its voxel: at the voxels' centres,
 * interpolation would favour motions by whole voxels (J. Tsao, "Interpolation artifacts in multimodality image
 * registration based on maximization of mutual information", IEEE Trans. Medical Imaging 22, 2003).
 */
final class SamplePoints {
    /** Below this there is nothing to count. */
    private static final int FEWEST = 500;

    private final int count;
    private final float[] x;
    private final float[] y;
    private final float[] z;
    private final int[] bin;
    private final double[] centre;

    private SamplePoints(int count, float[] x, float[] y, float[] z, int[] bin, double[] centre) {
        this.count = count;
        this.x = x;
        this.y = y;
        this.z = z;
        this.bin = bin;
        this.centre = centre;
    }

    /**
     * @param centre the origin of the points' coordinates, in mm
     * @return empty when there are too few points
     */
    static Optional<SamplePoints> of(ImageLevel level, int wanted, int bins, double[] centre, long seed) {
        Mask region = level.region();
        int voxels = region.count();
        if (voxels < FEWEST || level.isFlat()) {
            return Optional.empty();
        }
        float[] x = new float[wanted];
        float[] y = new float[wanted];
        float[] z = new float[wanted];
        int[] bin = new int[wanted];
        VoxelReader reader = new VoxelReader(level.values());
        Affine toWorld = level.geometry().affine();
        RandomStream random = new RandomStream(seed);
        double scale = bins / ((double) level.high() - level.low());
        int nx = level.geometry().nx();
        int ny = level.geometry().ny();
        int count = 0;
        int voxel = -1;
        int rank = -1;
        for (int i = 0; i < wanted; i++) {
            int wantedRank = (int) ((long) i * voxels / wanted);
            while (rank < wantedRank) {
                voxel = region.nextForeground(voxel + 1, region.voxels().length);
                rank++;
            }
            double vx = voxel % nx + random.nextDouble() - 0.5;
            int row = voxel / nx;
            double vy = row % ny + random.nextDouble() - 0.5;
            int plane = row / ny;
            double vz = plane + random.nextDouble() - 0.5;
            float value = reader.at(vx, vy, vz);
            if (Float.isNaN(value)) {
                continue;
            }
            x[count] = (float) (toWorld.applyX(vx, vy, vz) - centre[0]);
            y[count] = (float) (toWorld.applyY(vx, vy, vz) - centre[1]);
            z[count] = (float) (toWorld.applyZ(vx, vy, vz) - centre[2]);
            bin[count] = Math.max(0, Math.min(bins - 1, (int) ((value - level.low()) * scale)));
            count++;
        }
        return count < FEWEST
                ? Optional.empty()
                : Optional.of(new SamplePoints(
                        count,
                        Arrays.copyOf(x, count),
                        Arrays.copyOf(y, count),
                        Arrays.copyOf(z, count),
                        Arrays.copyOf(bin, count),
                        centre));
    }

    int count() {
        return count;
    }

    /** In mm from the centre, as are the other two. */
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

    double[] centre() {
        return centre;
    }

    /** Root of the mean squared distance from the centre, in mm. */
    double radius() {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += x[i] * x[i] + y[i] * y[i] + z[i] * z[i];
        }
        return Math.sqrt(sum / count);
    }
}

package org.substantia.segmentation.training.augmentation;

import org.substantia.base.random.RandomStream;
import org.substantia.segmentation.training.sample.TrainingSample;

/**
 * Displaces, stretches and shears each structure of one label set by itself, fading out around it, and shifts the whole
 * image. What an image shows of a structure cannot be inferred from the other images then.
 */
final class LocalWarp implements BlockWarp {
    /**
     * How far the warp of one structure reaches (standard deviation of a Gaussian), mm. The nigrae are some 18 mm
     * apart.
     */
    private static final double REACH_MM = 7;
    /** Standard deviations: of each structure's shift and of the image's, mm; of stretch and of shear. */
    private static final double SHIFT_MM = 1.2;

    private static final double IMAGE_SHIFT_MM = 1.2;
    private static final double STRETCH = 0.15;
    private static final double SHEAR = 0.1;

    /** Beyond this many standard deviations a Gaussian deviate is drawn in: the warp must not fold. */
    private static final double LIMIT = 2;

    private final double[] spacing;
    private final double[] imageShift;
    private final double[][] centers;
    private final double[][] shifts;
    private final double[][][] gradients;

    private LocalWarp(
            double[] spacing, double[] imageShift, double[][] centers, double[][] shifts, double[][][] gradients) {
        this.spacing = spacing;
        this.imageShift = imageShift;
        this.centers = centers;
        this.shifts = shifts;
        this.gradients = gradients;
    }

    /**
     * What is warped.
     *
     * @param classes of a block's voxels, x fastest; each class but 0 is warped about its centroid
     * @param count of classes, background included
     */
    @SuppressWarnings("ArrayRecordComponent") // voxels, never compared
    record Target(byte[] classes, int count) {}

    /** @param spacing of the block, mm */
    static LocalWarp draw(TrainingSample.Block block, Target target, double[] spacing, RandomStream random) {
        int count = target.count();
        double[] imageShift = deviates(IMAGE_SHIFT_MM, random);
        double[][] centers = centroids(block, target.classes(), count);
        double[][] shifts = new double[count][];
        double[][][] gradients = new double[count][3][3];
        for (int c = 1; c < count; c++) {
            shifts[c] = deviates(SHIFT_MM, random);
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    gradients[c][i][j] = deviate(i == j ? STRETCH : SHEAR, random);
                }
            }
        }
        return new LocalWarp(spacing, imageShift, centers, shifts, gradients);
    }

    /** By class; null where the block has none of it. */
    private static double[][] centroids(TrainingSample.Block block, byte[] classes, int count) {
        long[][] sums = new long[count][4];
        int i = 0;
        for (int z = 0; z < block.nz(); z++) {
            for (int y = 0; y < block.ny(); y++) {
                for (int x = 0; x < block.nx(); x++, i++) {
                    if (classes[i] != 0) {
                        long[] sum = sums[classes[i]];
                        sum[0] += x;
                        sum[1] += y;
                        sum[2] += z;
                        sum[3]++;
                    }
                }
            }
        }
        double[][] centers = new double[count][];
        for (int c = 1; c < count; c++) {
            if (sums[c][3] > 0) {
                double n = sums[c][3];
                centers[c] = new double[] {sums[c][0] / n, sums[c][1] / n, sums[c][2] / n};
            }
        }
        return centers;
    }

    private static double[] deviates(double sd, RandomStream random) {
        return new double[] {deviate(sd, random), deviate(sd, random), deviate(sd, random)};
    }

    private static double deviate(double sd, RandomStream random) {
        return sd * random.nextClampedGaussian(LIMIT);
    }

    @Override
    public void apply(double[] position) {
        double x = position[0];
        double y = position[1];
        double z = position[2];
        for (int i = 0; i < 3; i++) {
            position[i] += imageShift[i] / spacing[i];
        }
        for (int c = 1; c < centers.length; c++) {
            if (centers[c] == null) {
                continue;
            }
            double dx = (x - centers[c][0]) * spacing[0];
            double dy = (y - centers[c][1]) * spacing[1];
            double dz = (z - centers[c][2]) * spacing[2];
            double distance = (dx * dx + dy * dy + dz * dz) / (2 * REACH_MM * REACH_MM);
            if (distance > 4.5) {
                continue;
            }
            double weight = Math.exp(-distance);
            for (int i = 0; i < 3; i++) {
                double[] gradient = gradients[c][i];
                position[i] +=
                        weight * (shifts[c][i] + gradient[0] * dx + gradient[1] * dy + gradient[2] * dz) / spacing[i];
            }
        }
    }
}

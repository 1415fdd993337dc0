package org.substantia.segmentation.training.augmentation;

import java.util.Arrays;
import org.substantia.base.random.RandomStream;
import org.substantia.segmentation.training.sample.TrainingSample;

/**
 * Bends a head with everything in it: displacements drawn at control points, linear between them. The few rated masks
 * hold few shapes of the small nuclei; bent ones cannot be inferred from the place of their neighbors, so that a
 * network has to look at their borders.
 */
final class ElasticDeformation implements BlockWarp {
    /** Distance of the control points, mm: about the length of the subthalamic nucleus. */
    private static final double SPACING_MM = 9;
    /** Standard deviation of a control point's displacement along each axis, mm. */
    private static final double DISPLACEMENT_MM = 1.0;
    /**
     * Beyond this many standard deviations a deviate is drawn in: neighbors approach each other by at most 4 mm of 9,
     * so that nothing folds.
     */
    private static final double LIMIT = 2;

    /** Voxels from one control point to the next. */
    private final double[] step;

    private final int[] points;
    /** In voxels, axis fastest, then x, y, z. */
    private final float[] displacements;

    private ElasticDeformation(double[] step, int[] points, float[] displacements) {
        this.step = step;
        this.points = points;
        this.displacements = displacements;
    }

    /** @param spacing of the block, mm */
    static ElasticDeformation draw(TrainingSample.Block block, double[] spacing, RandomStream random) {
        int[] size = {block.nx(), block.ny(), block.nz()};
        double[] step = new double[3];
        int[] points = new int[3];
        Arrays.setAll(step, axis -> SPACING_MM / spacing[axis]);
        Arrays.setAll(points, axis -> 2 + (int) ((size[axis] - 1) / step[axis]));
        float[] displacements = new float[3 * points[0] * points[1] * points[2]];
        for (int i = 0; i < displacements.length; i++) {
            double deviate = Math.max(-LIMIT, Math.min(LIMIT, random.nextGaussian()));
            displacements[i] = (float) (DISPLACEMENT_MM * deviate / spacing[i % 3]);
        }
        return new ElasticDeformation(step, points, displacements);
    }

    @Override
    public void apply(double[] position) {
        double x = cell(position[0], 0);
        double y = cell(position[1], 1);
        double z = cell(position[2], 2);
        int x0 = Math.min((int) x, points[0] - 2);
        int y0 = Math.min((int) y, points[1] - 2);
        int z0 = Math.min((int) z, points[2] - 2);
        double fx = x - x0;
        double fy = y - y0;
        double fz = z - z0;
        int row = 3 * points[0];
        int plane = row * points[1];
        int at = 3 * x0 + row * y0 + plane * z0;
        for (int axis = 0; axis < 3; axis++, at++) {
            double low = between(at, at + row, fx, fy);
            double high = between(at + plane, at + plane + row, fx, fy);
            position[axis] += low + fz * (high - low);
        }
    }

    private double between(int near, int far, double fx, double fy) {
        double a = displacements[near] + fx * (displacements[near + 3] - displacements[near]);
        double b = displacements[far] + fx * (displacements[far + 3] - displacements[far]);
        return a + fy * (b - a);
    }

    /** In steps of control points, held at the block's ends. */
    private double cell(double voxel, int axis) {
        return Math.max(0, Math.min(points[axis] - 1, voxel / step[axis]));
    }
}

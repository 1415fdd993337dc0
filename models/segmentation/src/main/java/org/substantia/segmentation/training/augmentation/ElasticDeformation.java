package org.substantia.segmentation.training.augmentation;

import org.substantia.base.random.RandomStream;
import org.substantia.segmentation.training.sample.TrainingSample;
import org.substantia.synthesis.deformation.field.DisplacementField;
import org.substantia.synthesis.deformation.field.NodeGrid;

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

    private final DisplacementField displacements;
    private final double[] spacing;

    private ElasticDeformation(DisplacementField displacements, double[] spacing) {
        this.displacements = displacements;
        this.spacing = spacing;
    }

    /** @param spacing of the block, mm */
    static ElasticDeformation draw(TrainingSample.Block block, double[] spacing, RandomStream random) {
        NodeGrid points = new NodeGrid(
                0,
                0,
                0,
                SPACING_MM,
                points(block.nx(), spacing[0]),
                points(block.ny(), spacing[1]),
                points(block.nz(), spacing[2]));
        return new ElasticDeformation(
                DisplacementField.of(points, () -> DISPLACEMENT_MM * random.nextClampedGaussian(LIMIT)), spacing);
    }

    /** How many points it takes along an axis. */
    private static int points(int voxels, double spacing) {
        return 2 + (int) ((voxels - 1) * spacing / SPACING_MM);
    }

    @Override
    public void apply(double[] position) {
        for (int axis = 0; axis < 3; axis++) {
            position[axis] *= spacing[axis];
        }
        displacements.displace(position);
        for (int axis = 0; axis < 3; axis++) {
            position[axis] /= spacing[axis];
        }
    }
}

package org.substantia.synthesis.anatomy.registration;

import org.substantia.imaging.Geometry;

/** A stationary velocity on every voxel of a grid, in voxels per unit of time. */
public final class VoxelVelocityField extends VoxelVectors {
    /**
     * @param components three arrays, one value a voxel, x fastest; not copied
     * @throws IllegalArgumentException if there are not three of the grid's size
     */
    public VoxelVelocityField(Geometry geometry, float[][] components) {
        super(geometry, components);
    }

    public static VoxelVelocityField zeros(Geometry geometry) {
        return new VoxelVelocityField(geometry, new float[3][geometry.voxelCount()]);
    }

    /**
     * The displacement that following this velocity for a unit of time gives, by scaling and squaring (Arsigny et al.,
     * MICCAI 2006): a diffeomorphism as far as the grid resolves it.
     *
     * @param squarings how often the time is halved, 0 to 20
     */
    public VoxelDisplacementField exponential(int squarings) {
        float scale = 1.0f / (1 << squarings);
        VoxelDisplacementField displacement = VoxelDisplacementField.zeros(geometry());
        for (int axis = 0; axis < 3; axis++) {
            float[] from = component(axis);
            float[] to = displacement.component(axis);
            for (int i = 0; i < to.length; i++) {
                to[i] = from[i] * scale;
            }
        }
        VoxelDisplacementField next = VoxelDisplacementField.zeros(geometry());
        for (int k = 0; k < squarings; k++) {
            displacement.square(next);
            VoxelDisplacementField swap = displacement;
            displacement = next;
            next = swap;
        }
        return displacement;
    }
}

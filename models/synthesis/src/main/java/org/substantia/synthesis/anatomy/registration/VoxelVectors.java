package org.substantia.synthesis.anatomy.registration;

import java.util.Objects;
import org.substantia.imaging.Geometry;

/**
 * A vector on every voxel of a grid with axes along the world's, in voxels. The arrays are the field's own; safe to
 * share between threads that only read.
 */
public abstract sealed class VoxelVectors permits VoxelVelocityField, VoxelDisplacementField {
    private final Geometry geometry;
    private final float[][] components;

    /** @throws IllegalArgumentException if there are not three arrays of the grid's size */
    VoxelVectors(Geometry geometry, float[][] components) {
        this.geometry = Objects.requireNonNull(geometry, "geometry");
        this.components = components.clone();
        if (components.length != 3) {
            throw new IllegalArgumentException("a vector has three components, not " + components.length);
        }
        for (float[] component : components) {
            if (component.length != geometry.voxelCount()) {
                throw new IllegalArgumentException(
                        component.length + " values for a grid of " + geometry.voxelCount() + " voxels");
            }
        }
    }

    public final Geometry geometry() {
        return geometry;
    }

    /** The values of component 0, 1 or 2, in voxels; not a copy. */
    public final float[] component(int axis) {
        return components[axis];
    }
}

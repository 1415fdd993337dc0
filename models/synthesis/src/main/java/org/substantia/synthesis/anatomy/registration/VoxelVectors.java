package org.substantia.synthesis.anatomy.registration;

import java.util.Objects;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.resampling.Trilinear;

/**
 * A vector on every voxel of a grid with axes along the world's, in voxels; linear between them and 0 beyond the grid.
 * The arrays are the field's own; safe to share between threads that only read.
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

    /**
     * The vector at a place, linearly interpolated.
     *
     * @param x place in voxels of the grid, as are {@code y} and {@code z}
     * @param out receives three numbers, in voxels
     * @return whether the place lies in the grid; otherwise {@code out} holds zeros
     */
    public final boolean at(double x, double y, double z, double[] out) {
        int nx = geometry.nx();
        int ny = geometry.ny();
        int x0 = (int) Math.floor(x);
        int y0 = (int) Math.floor(y);
        int z0 = (int) Math.floor(z);
        if (x0 < 0 || y0 < 0 || z0 < 0 || x0 >= nx - 1 || y0 >= ny - 1 || z0 >= geometry.nz() - 1) {
            out[0] = 0;
            out[1] = 0;
            out[2] = 0;
            return false;
        }
        int corner = x0 + nx * (y0 + ny * z0);
        for (int axis = 0; axis < 3; axis++) {
            out[axis] = Trilinear.at(
                    components[axis], corner, 1, nx, nx * ny, (float) (x - x0), (float) (y - y0), (float) (z - z0));
        }
        return true;
    }
}

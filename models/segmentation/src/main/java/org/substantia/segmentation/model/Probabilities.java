package org.substantia.segmentation.model;

/**
 * Class probabilities on a grid, of one head of a network.
 *
 * @param classes background included
 * @param voxels of the grid
 * @param values of class c at voxel v: {@code values[c * voxels + v]}, x fastest, 0 to 1, summing to 1 over the classes
 */
@SuppressWarnings("ArrayRecordComponent") // arrays of voxels, never compared
public record Probabilities(int classes, int voxels, float[] values) {
    public Probabilities {
        if (values.length != classes * voxels) {
            throw new IllegalArgumentException(values.length + " values are not those of " + classes + " x " + voxels);
        }
    }

    public float at(int classIndex, int voxel) {
        return values[classIndex * voxels + voxel];
    }
}

package org.substantia.imaging.resampling;

/** How a label between voxels is chosen. */
public enum LabelInterpolation {
    /** The closest voxel's label; halfway between two, that of the larger index. */
    NEAREST,
    /**
     * The label with the largest trilinear weight summed over the eight voxels around, background included; of equal
     * ones the smaller label. The same as interpolating every label's mask linearly and taking the largest.
     */
    LINEAR_VOTE
}

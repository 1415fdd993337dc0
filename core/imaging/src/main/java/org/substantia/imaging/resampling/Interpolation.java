package org.substantia.imaging.resampling;

/** How a value between voxels is made. */
public enum Interpolation {
    /** The closest voxel's value; halfway between two, that of the larger index. */
    NEAREST,
    /** Trilinear; beyond the centers of the outermost voxels, their values. */
    LINEAR,
    /**
     * The cubic B-spline through all voxels, {@code order=3} of {@code scipy.ndimage}; at the faces of the grid the
     * image is taken as mirrored about the centers of the outermost voxels ({@code mode='mirror'}). May overshoot the
     * range of the voxels. All voxels must be finite: one that is not spoils the rows, columns and planes through it.
     */
    CUBIC,
    /**
     * The mean over the source voxels that the target voxel covers, each weighted by its covered part, along axes on
     * which the target is coarser; linear along the others. Only between grids whose axes are parallel.
     */
    AVERAGE
}

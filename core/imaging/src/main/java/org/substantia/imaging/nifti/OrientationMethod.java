package org.substantia.imaging.nifti;

/** The three ways a NIfTI header can say where its voxels lie in the world. */
public enum OrientationMethod {
    /** A full affine, {@code srow_x/y/z}. */
    SFORM,
    /** A rotation as a quaternion, an offset and the voxel sizes. */
    QFORM,
    /** The voxel sizes alone. */
    PIXDIM
}

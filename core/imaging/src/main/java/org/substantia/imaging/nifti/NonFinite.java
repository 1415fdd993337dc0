package org.substantia.imaging.nifti;

/** What becomes of voxels that are NaN or infinite when an image is read. */
public enum NonFinite {
    /** The image is refused with a {@link NiftiException} that counts them. */
    REJECT,
    /** They stay as they are. */
    KEEP,
    /** They become 0. */
    ZERO
}

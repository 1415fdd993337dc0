package org.substantia.imaging.nifti;

/** What becomes of voxels that hold no label, such as 7.5, NaN or a number beyond 32 bits, when labels are read. */
public enum OddVoxels {
    /** The image is refused with a {@link NiftiException} that shows the first. */
    REJECT,
    /** They become background, and {@link NiftiLabels#oddVoxels} counts them. */
    BACKGROUND
}

package org.substantia.imaging.nifti;

import org.substantia.imaging.LabelMap;

/**
 * A label map as read.
 *
 * @param header what the file said of it
 * @param labels its voxels, in the narrowest width that holds them
 * @param exactLabels the voxels whose value is a label to the last bit, all others being background: what a program
 *     sees that compares floating point values with a label. The same object as {@code labels} unless a label had to be
 *     rounded
 * @param oddVoxels how many voxels hold no label and are background here
 * @param firstOdd the first of them, as "7.5 at voxel (1, 2, 3)"; empty if there is none
 * @param gzipped whether the file is compressed
 */
public record NiftiLabels(
        NiftiHeader header, LabelMap labels, LabelMap exactLabels, int oddVoxels, String firstOdd, boolean gzipped) {
    /** Whether a label had to be rounded, so that programs which compare exactly see less. */
    public boolean rounded() {
        return labels != exactLabels;
    }
}

package org.substantia.imaging.nifti;

import org.substantia.imaging.LabelMap;

/**
 * A label map as read.
 *
 * @param header what the file said of it
 * @param labels its voxels, in the narrowest width that holds them
 */
public record NiftiLabels(NiftiHeader header, LabelMap labels) {}

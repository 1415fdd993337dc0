package org.substantia.imaging.nifti;

import org.substantia.imaging.Volume;

/**
 * An image as read.
 *
 * @param header what the file said of it
 * @param volume its voxels, scaled
 */
public record NiftiVolume(NiftiHeader header, Volume volume) {}

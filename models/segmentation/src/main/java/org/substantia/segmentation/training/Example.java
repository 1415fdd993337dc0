package org.substantia.segmentation.training;

import java.util.List;

/**
 * What one training step reads: a patch, x fastest.
 *
 * @param images one a modality, normalised; 0 where there is none
 * @param classes one array a head; of length 0 for a head that has nothing to learn here
 */
@SuppressWarnings("ArrayRecordComponent") // arrays of voxels, never compared
record Example(float[][] images, List<byte[]> classes) {}

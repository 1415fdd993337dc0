package org.substantia.segmentation.training.sample;

import java.util.List;

/**
 * What one training step reads: a patch, x fastest.
 *
 * @param images one per modality, normalized; 0 where there is none
 * @param classes one array per label set; of length 0 for one that has nothing to learn here
 */
@SuppressWarnings("ArrayRecordComponent") // arrays of voxels, never compared
public record Example(float[][] images, List<byte[]> classes) {}

package org.substantia.cohort.validation.duplicates;

import java.util.OptionalDouble;
import org.substantia.cohort.anatomy.Modality;

/**
 * Two cases that show the same subject.
 *
 * @param first id of the one
 * @param second id of the other
 * @param modality of the images that show it
 * @param correlation of the two images after alignment; empty when they are equal voxel by voxel
 */
public record Duplicate(String first, String second, Modality modality, OptionalDouble correlation) {}

package org.substantia.synthesis.anatomy.registration;

/**
 * Where part of the fixed anatomy belongs: inside a region of the moving one, or outside it.
 *
 * @param inside whether it is to lie inside
 * @param weight how much it counts beside the overlap of a shared structure, which counts 1
 * @param emphasis factor on the share of a voxel that counts; above 1, places beside a part pull with it, which a part
 *     of few voxels needs not to be smoothed away
 */
public record InclusionConstraint(boolean inside, double weight, double emphasis) {}

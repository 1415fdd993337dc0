package org.substantia.scoring.segmentation;

/**
 * Surface metrics in both units.
 *
 * @param voxels every axis counting alike
 * @param millimeters with the voxel spacing of the reference's grid
 */
public record SurfaceScore(SurfaceMetrics voxels, SurfaceMetrics millimeters) {}

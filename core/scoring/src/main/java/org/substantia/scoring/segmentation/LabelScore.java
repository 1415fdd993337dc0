package org.substantia.scoring.segmentation;

import java.util.Optional;

/**
 * The metrics of one label.
 *
 * @param label its value in the maps
 * @param overlap voxel counts and what follows from them
 * @param hausdorffVoxels the maximum Hausdorff distance in voxels, every axis counting alike; positive infinity when a
 *     mask is empty. The challenge's distance
 * @param surface all surface metrics, when they were asked for
 */
public record LabelScore(int label, OverlapMetrics overlap, double hausdorffVoxels, Optional<SurfaceScore> surface) {}

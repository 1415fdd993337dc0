package org.substantia.scoring.segmentation;

/**
 * How far the surfaces of two masks lie apart, all in one unit of length (voxels or mm).
 *
 * <p>A surface is the set of border voxels: those of the mask with a face neighbor outside it; outside the image
 * nothing belongs to a mask. Distances run between voxel centers, from each border voxel to the nearest of the other
 * mask. When a mask is empty, or both are, no distance exists: every distance is positive infinity, as the challenge's
 * script reports it.
 *
 * @param hausdorff the largest distance in either direction (MedPy {@code hd})
 * @param hausdorff95 95th percentile, linearly interpolated, of the distances of both directions joined (MedPy
 *     {@code hd95})
 * @param directedHausdorff95 the larger of the two directions' own 95th percentiles (Metrics Reloaded, MONAI)
 * @param averageSymmetricSurfaceDistance mean of the two directions' mean distances (MedPy {@code assd}); not the mean
 *     over all voxels of both surfaces, which weighs the larger surface more
 * @param normalizedSurfaceDice share of the border voxels of both masks that lie within the tolerance of the other's
 *     surface (Nikolov et al. 2018, with border voxels instead of surface elements as in Metrics Reloaded and MONAI); 0
 *     when one mask is empty, 1 when both are
 */
public record SurfaceMetrics(
        double hausdorff,
        double hausdorff95,
        double directedHausdorff95,
        double averageSymmetricSurfaceDistance,
        double normalizedSurfaceDice) {
    private static final double NONE = Double.POSITIVE_INFINITY;

    static SurfaceMetrics ofEmpty(boolean bothEmpty) {
        return new SurfaceMetrics(NONE, NONE, NONE, NONE, bothEmpty ? 1 : 0);
    }

    static SurfaceMetrics of(DirectedDistances truth, DirectedDistances prediction, double tolerance) {
        return new SurfaceMetrics(
                Math.max(truth.largest(), prediction.largest()),
                truth.jointPercentile(prediction, 95),
                Math.max(truth.percentile(95), prediction.percentile(95)),
                (truth.mean() + prediction.mean()) / 2,
                ((double) truth.within(tolerance) + prediction.within(tolerance))
                        / ((double) truth.count() + prediction.count()));
    }
}

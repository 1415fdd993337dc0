package org.substantia.scoring.evaluation;

import java.util.function.ToDoubleFunction;
import org.substantia.scoring.segmentation.NucleusScore;
import org.substantia.scoring.segmentation.SurfaceMetrics;
import org.substantia.scoring.segmentation.SurfaceScore;

/** The metrics of a nucleus by the names that files use. A distance is infinite where a mask is empty. */
public enum SegmentationMetric {
    DICE("dice", n -> n.metrics().overlap().dice()),
    JACCARD("jaccard", n -> n.metrics().overlap().jaccard()),
    VOLUME_SIMILARITY("volumeSimilarity", n -> n.metrics().overlap().volumeSimilarity()),
    SENSITIVITY("sensitivity", n -> n.metrics().overlap().sensitivity()),
    PRECISION("precision", n -> n.metrics().overlap().precision()),
    HAUSDORFF_VOXELS("hausdorffVoxels", NucleusScore::hausdorffVoxels),
    HAUSDORFF95_VOXELS("hausdorff95Voxels", voxels(SurfaceMetrics::hausdorff95)),
    AVERAGE_SURFACE_DISTANCE_VOXELS(
            "averageSurfaceDistanceVoxels", voxels(SurfaceMetrics::averageSymmetricSurfaceDistance)),
    SURFACE_DICE_VOXELS("surfaceDiceVoxels", voxels(SurfaceMetrics::normalizedSurfaceDice)),
    HAUSDORFF_MM("hausdorffMm", millimeters(SurfaceMetrics::hausdorff)),
    HAUSDORFF95_MM("hausdorff95Mm", millimeters(SurfaceMetrics::hausdorff95)),
    AVERAGE_SURFACE_DISTANCE_MM(
            "averageSurfaceDistanceMm", millimeters(SurfaceMetrics::averageSymmetricSurfaceDistance)),
    SURFACE_DICE_MM("surfaceDiceMm", millimeters(SurfaceMetrics::normalizedSurfaceDice));

    private final String key;

    /** The functions above hold no state. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final ToDoubleFunction<NucleusScore> value;

    SegmentationMetric(String key, ToDoubleFunction<NucleusScore> value) {
        this.key = key;
        this.value = value;
    }

    private static ToDoubleFunction<NucleusScore> voxels(ToDoubleFunction<SurfaceMetrics> metric) {
        return n -> metric.applyAsDouble(surface(n).voxels());
    }

    private static ToDoubleFunction<NucleusScore> millimeters(ToDoubleFunction<SurfaceMetrics> metric) {
        return n -> metric.applyAsDouble(surface(n).millimeters());
    }

    private static SurfaceScore surface(NucleusScore nucleus) {
        return nucleus.metrics()
                .surface()
                .orElseThrow(() -> new IllegalStateException("surface metrics were not asked of the scorer"));
    }

    /** The name in files. */
    public String key() {
        return key;
    }

    /** Whether the metric is a distance, which has no value where a mask is empty; every other metric is then 0. */
    public boolean isDistance() {
        return switch (this) {
            case HAUSDORFF_VOXELS,
                    HAUSDORFF95_VOXELS,
                    AVERAGE_SURFACE_DISTANCE_VOXELS,
                    HAUSDORFF_MM,
                    HAUSDORFF95_MM,
                    AVERAGE_SURFACE_DISTANCE_MM -> true;
            default -> false;
        };
    }

    /** @throws IllegalStateException if the scorer was not asked for it */
    public double of(NucleusScore nucleus) {
        return value.applyAsDouble(nucleus);
    }
}

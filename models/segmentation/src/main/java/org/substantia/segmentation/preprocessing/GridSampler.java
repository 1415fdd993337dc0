package org.substantia.segmentation.preprocessing;

import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.resampling.LabelInterpolation;
import org.substantia.imaging.resampling.Resampler;

/** Images and labels on a working grid. */
public final class GridSampler {
    private GridSampler() {}

    /** Values on the grid, NaN where the image does not reach; smoothed first along axes where the grid is coarser. */
    public static float[] values(Volume image, Geometry grid, Workers workers) {
        return Resampler.onto(grid)
                .outside(Float.NaN)
                .antiAliased()
                .apply(image, workers)
                .data();
    }

    /** Labels on the grid, 0 where the map does not reach. */
    public static int[] labels(LabelMap labels, Geometry grid, Workers workers) {
        return Resampler.onto(grid)
                .apply(labels, LabelInterpolation.LINEAR_VOTE, workers)
                .toIntArray();
    }
}

package org.substantia.imaging.resampling;

import org.substantia.imaging.LabelMap;

/**
 * A map's labels at any point, in continuous voxel indices; for warping along displacement fields. A map reaches half a
 * voxel beyond the centers of its outermost voxels; past that every label is 0. Safe to share between threads.
 */
@FunctionalInterface
public interface LabelSampler {
    /** The label at a point given in voxel indices, which need not be whole nor inside the grid. */
    int at(double x, double y, double z);

    /** A sampler of a map, whose labels must not change from then on. */
    static LabelSampler of(LabelMap labels, LabelInterpolation interpolation) {
        return switch (interpolation) {
            case NEAREST -> new NearestLabelSampler(labels);
            case LINEAR_VOTE -> new VotingLabelSampler(labels);
        };
    }
}

package org.substantia.scoring.segmentation;

import org.substantia.cohort.anatomy.Nucleus;

/**
 * The metrics of one nucleus in one mask.
 *
 * @param nucleus which
 * @param metrics its overlap and surface metrics
 */
public record NucleusScore(Nucleus nucleus, LabelScore metrics) {
    public double dice() {
        return metrics.overlap().dice();
    }

    /** See {@link LabelScore#hausdorffVoxels()}. */
    public double hausdorffVoxels() {
        return metrics.hausdorffVoxels();
    }
}

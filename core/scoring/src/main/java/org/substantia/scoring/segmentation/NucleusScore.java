package org.substantia.scoring.segmentation;

import org.substantia.cohort.anatomy.Nucleus;

/**
 * The figures of one nucleus in one mask.
 *
 * @param nucleus which
 * @param figures its overlap and surface figures
 */
public record NucleusScore(Nucleus nucleus, LabelScore figures) {
    public double dice() {
        return figures.overlap().dice();
    }

    /** See {@link LabelScore#hausdorffVoxels()}. */
    public double hausdorffVoxels() {
        return figures.hausdorffVoxels();
    }
}

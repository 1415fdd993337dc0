package org.substantia.scoring.challenge;

import org.substantia.scoring.segmentation.NucleusScore;

/**
 * The two metrics of a nucleus that the challenge's score is made of, as its script reports them. A structure that is
 * missing on one side has Dice 0 and an infinite distance, one that is missing on both sides Dice 1 and an infinite
 * distance.
 *
 * @param dice 0 to 1
 * @param hausdorffVoxels at least 0, positive infinity where a mask is empty
 */
public record Agreement(double dice, double hausdorffVoxels) {
    /** A structure on one side only. */
    public static final Agreement MISSING = new Agreement(0, Double.POSITIVE_INFINITY);

    /** @throws IllegalArgumentException if a metric is out of range or not a number */
    public Agreement {
        if (!(dice >= 0 && dice <= 1) || !(hausdorffVoxels >= 0)) {
            throw new IllegalArgumentException("no Dice and Hausdorff distance: " + dice + ", " + hausdorffVoxels);
        }
        if (hausdorffVoxels == Double.POSITIVE_INFINITY && dice != 0 && dice != 1) {
            throw new IllegalArgumentException("an infinite Hausdorff distance goes with Dice 0 or 1, not " + dice);
        }
    }

    public static Agreement of(NucleusScore score) {
        return new Agreement(score.dice(), score.hausdorffVoxels());
    }

    /** Whether one side has the structure and the other has not. */
    public boolean missing() {
        return hausdorffVoxels == Double.POSITIVE_INFINITY && dice == 0;
    }

    /** Whether neither side has the structure. */
    public boolean absentFromBoth() {
        return hausdorffVoxels == Double.POSITIVE_INFINITY && dice == 1;
    }
}

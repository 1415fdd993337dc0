package org.substantia.scoring.challenge;

import org.substantia.cohort.anatomy.Nucleus;

/**
 * What one nucleus contributes to its region, before the weights of region and modality.
 *
 * @param nucleus which
 * @param agreement the metrics it comes from
 * @param dicePart weight of Dice times Dice
 * @param hausdorffPart weight of the Hausdorff part times (1 - HD / normalizer), at least 0
 * @param unflooredHausdorffPart the same, negative where the distance is above the normalizer
 */
public record HemisphereScore(
        Nucleus nucleus, Agreement agreement, double dicePart, double hausdorffPart, double unflooredHausdorffPart) {
    static HemisphereScore of(Nucleus nucleus, Agreement agreement, ChallengeWeights weights) {
        double part = 1 - agreement.hausdorffVoxels() / weights.hausdorffNormalizer();
        if (agreement.missing()) {
            part = 0;
        } else if (agreement.absentFromBoth()) {
            part = 1;
        }
        return new HemisphereScore(
                nucleus,
                agreement,
                weights.dice() * agreement.dice(),
                weights.hausdorff() * Math.max(0, part),
                weights.hausdorff() * part);
    }

    /** Whether the distance is finite and above the normalizer. */
    public boolean floored() {
        return unflooredHausdorffPart < 0;
    }

    public double score() {
        return dicePart + hausdorffPart;
    }

    double unflooredScore() {
        return dicePart + unflooredHausdorffPart;
    }
}

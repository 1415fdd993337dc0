package org.substantia.scoring.challenge;

import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Structure;

/**
 * One region of the composite: a structure in one kind of mask.
 *
 * @param scheme the kind of mask
 * @param structure which
 * @param weight the region's weight, without that of the modality
 * @param right the patient's right
 * @param left the patient's left
 */
public record RegionScore(
        LabelScheme scheme, Structure structure, double weight, HemisphereScore right, HemisphereScore left) {
    /** Mean or sum of the hemispheres, unweighted: at most 1 or 2 with the standard weights. */
    public double score(ScoreConvention convention) {
        return convention.of(right.score(), left.score());
    }

    double unflooredScore(ScoreConvention convention) {
        return convention.of(right.unflooredScore(), left.unflooredScore());
    }
}

package org.substantia.scoring.agreement;

import org.substantia.cohort.anatomy.Nucleus;

/**
 * Two raters' drawings of one nucleus in one case.
 *
 * @param nucleus which
 * @param dice overlap; 1 when both drew nothing
 * @param hausdorff95Mm 95th percentile of the distances between the two borders, both directions joined; infinite when
 *     one drew nothing or both
 * @param first the first rater's drawing
 * @param second the second rater's
 */
public record NucleusComparison(
        Nucleus nucleus, double dice, double hausdorff95Mm, DrawnNucleus first, DrawnNucleus second) {
    /** Whether either of them drew anything. */
    public boolean drawn() {
        return first.volumeMm3() > 0 || second.volumeMm3() > 0;
    }
}

package org.substantia.annotation;

import java.util.List;
import java.util.Optional;

/**
 * A connected piece of one slice that one of two raters drew and the other did not.
 *
 * @param id names it within the review of these two masks
 * @param label of the nucleus
 * @param plane the axial plane
 * @param onlyFirst whether the first rater drew it
 * @param pixels of the plane, ascending
 * @param volumeMm3 its volume
 * @param distanceMm how far it reaches from the other's border; infinite where the other drew nothing
 * @param decision how it was settled, if it was
 */
public record RaterDifference(
        String id,
        int label,
        int plane,
        boolean onlyFirst,
        List<Integer> pixels,
        double volumeMm3,
        double distanceMm,
        Optional<Decision> decision) {
    public RaterDifference {
        pixels = List.copyOf(pixels);
    }

    /** The same piece, settled so or, without a decision, open. */
    RaterDifference with(Optional<Decision> settled) {
        return new RaterDifference(id, label, plane, onlyFirst, pixels, volumeMm3, distanceMm, settled);
    }
}

package org.substantia.scoring.fusion;

import java.util.List;

/**
 * A connected piece of one slice that one of two raters drew and the other did not.
 *
 * @param onlyFirst whether the first rater drew it
 * @param slice index along the grid's third axis
 * @param voxels flat indices in the grid, ascending
 * @param volumeMm3 its volume
 * @param distanceMm how far it reaches from the border of the other's drawing; infinite when the other drew nothing
 */
public record Difference(boolean onlyFirst, int slice, List<Integer> voxels, double volumeMm3, double distanceMm) {
    public Difference {
        voxels = List.copyOf(voxels);
    }

    /** How much it matters: small pieces along the border matter little, a piece far from the other's drawing much. */
    public double weight() {
        return volumeMm3 * distanceMm;
    }
}

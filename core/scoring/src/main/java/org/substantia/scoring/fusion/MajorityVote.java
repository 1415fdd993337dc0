package org.substantia.scoring.fusion;

import java.util.List;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Mask;

/**
 * What more than half of at least three raters drew. Of an even number of raters some voxels may have half the votes;
 * they are not decided here.
 *
 * @param majority voxels with more than half the votes
 * @param ties voxels with exactly half the votes, for a person to decide
 */
public record MajorityVote(Mask majority, Mask ties) {
    private static final int MIN_RATERS = 3;

    /**
     * @throws IllegalArgumentException if there are fewer than three drawings: of two, the majority is what both drew
     * @throws org.substantia.scoring.segmentation.GridMismatchException if the drawings differ in size
     */
    public static MajorityVote of(List<Mask> drawings) {
        Geometry grid = Drawings.grid(drawings, MIN_RATERS);
        byte[] majority = new byte[grid.voxelCount()];
        byte[] ties = new byte[grid.voxelCount()];
        for (int i = 0; i < majority.length; i++) {
            int votes = 0;
            for (Mask drawing : drawings) {
                votes += drawing.contains(i) ? 1 : 0;
            }
            majority[i] = (byte) (2 * votes > drawings.size() ? 1 : 0);
            ties[i] = (byte) (2 * votes == drawings.size() ? 1 : 0);
        }
        return new MajorityVote(new Mask(grid, majority), new Mask(grid, ties));
    }
}

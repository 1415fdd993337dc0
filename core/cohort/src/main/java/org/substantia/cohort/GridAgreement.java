package org.substantia.cohort;

import org.substantia.imaging.Geometry;

/** When two images count as lying on one grid, so that their voxels belong together by index. */
public final class GridAgreement {
    /**
     * How far apart corner voxels may lie, in mm: enough for headers rounded to float32, quaternions or four decimals,
     * and less than a sixth of the challenge's smallest voxel side.
     */
    public static final double TOLERANCE_MM = 0.1;

    private GridAgreement() {}

    /** Whether both have the same size and no corner voxel lies farther apart than {@link #TOLERANCE_MM}. */
    public static boolean of(Geometry a, Geometry b) {
        return a.sameGrid(b, TOLERANCE_MM);
    }
}

package org.substantia.diagnosis.biomarkers.texture;

import java.util.ArrayList;
import java.util.List;
import org.substantia.imaging.Geometry;

/** Which pairs of voxels at distance 1 a texture matrix counts. */
public enum Neighborhood {
    /** All 13 directions of space. For voxels of about equal sides. */
    SPACE,
    /**
     * The 4 directions within a slice. Slices lie across the axis with the largest voxel spacing (the last of equal
     * ones).
     */
    SLICE;

    /** Steps in voxels, one of each pair of opposite directions. */
    List<int[]> directions(Geometry grid) {
        int across = 2;
        for (int axis = 1; axis >= 0; axis--) {
            if (grid.spacing(axis) > grid.spacing(across) * (1 + 1e-4)) {
                across = axis;
            }
        }
        List<int[]> out = new ArrayList<>();
        for (int code = 14; code < 27; code++) {
            int[] step = {code % 3 - 1, code / 3 % 3 - 1, code / 9 - 1};
            if (this == SPACE || step[across] == 0) {
                out.add(step);
            }
        }
        return out;
    }
}

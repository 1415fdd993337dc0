package org.substantia.synthesis.deformation;

import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;

/** A box along the world's axes, in RAS millimetres. */
final class WorldBox {
    private final double[] min = {1e9, 1e9, 1e9};
    private final double[] max = {-1e9, -1e9, -1e9};

    /** Around the centers of the outer voxels of a box of a grid. */
    static WorldBox of(Geometry geometry, BoundingBox box) {
        WorldBox world = new WorldBox();
        for (int corner = 0; corner < 8; corner++) {
            world.include(
                    geometry.affine()
                            .apply(
                                    (corner & 1) == 0 ? box.minX() : box.maxX(),
                                    (corner & 2) == 0 ? box.minY() : box.maxY(),
                                    (corner & 4) == 0 ? box.minZ() : box.maxZ()),
                    0);
        }
        return world;
    }

    /** Grows to hold a point and a margin around it. */
    void include(double[] point, double margin) {
        for (int axis = 0; axis < 3; axis++) {
            min[axis] = Math.min(min[axis], point[axis] - margin);
            max[axis] = Math.max(max[axis], point[axis] + margin);
        }
    }

    double min(int axis) {
        return min[axis];
    }

    double max(int axis) {
        return max[axis];
    }

    double[] center() {
        return new double[] {(min[0] + max[0]) / 2, (min[1] + max[1]) / 2, (min[2] + max[2]) / 2};
    }
}

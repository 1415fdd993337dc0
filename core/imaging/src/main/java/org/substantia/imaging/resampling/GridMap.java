package org.substantia.imaging.resampling;

import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;

/** From voxel indices of a target grid to continuous voxel indices of a source grid. */
final class GridMap {
    /**
     * Coordinates off by this many voxels are rounding errors: of affines kept in float32 files, and of their products.
     */
    static final double TOLERANCE = 1e-5;

    private final Geometry target;
    /** Row-major 3 x 4; elements that differ from whole numbers by rounding alone are whole. */
    private final double[] m;

    /** @param targetToSource from target world to source world, in mm */
    GridMap(Geometry target, Affine targetToSource, Geometry source) {
        this.target = target;
        this.m = source.affine()
                .inverse()
                .compose(targetToSource)
                .compose(target.affine())
                .toArray();
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 4; column++) {
                int reach = column < 3 ? Math.max(1, target.size(column) - 1) : 1;
                double whole = Math.rint(m[row * 4 + column]);
                if (Math.abs(m[row * 4 + column] - whole) * reach < TOLERANCE) {
                    m[row * 4 + column] = whole;
                }
            }
        }
    }

    /** Source voxels per target voxel: element (source axis, target axis). */
    double step(int sourceAxis, int targetAxis) {
        return m[sourceAxis * 4 + targetAxis];
    }

    double offset(int sourceAxis) {
        return m[sourceAxis * 4 + 3];
    }

    /** The coordinate along a source axis of the first voxel of a target row. */
    double rowStart(int sourceAxis, int y, int z) {
        return m[sourceAxis * 4 + 3] + m[sourceAxis * 4 + 1] * y + m[sourceAxis * 4 + 2] * z;
    }

    /** Whether every axis of the target runs along some axis of the source. */
    boolean isAxisAligned() {
        int zeros = 0;
        for (int source = 0; source < 3; source++) {
            for (int axis = 0; axis < 3; axis++) {
                zeros += step(source, axis) == 0 ? 1 : 0;
            }
        }
        return zeros == 6;
    }

    /** For an axis-aligned map, the source axis that {@code targetAxis} runs along. */
    int sourceAxis(int targetAxis) {
        int axis = 0;
        while (step(axis, targetAxis) == 0) {
            axis++;
        }
        return axis;
    }

    /** The largest step along a source axis that one step on the target grid makes, in source voxels. */
    double coarseness(int sourceAxis) {
        double largest = 0;
        for (int axis = 0; axis < 3; axis++) {
            if (target.size(axis) > 1) {
                largest = Math.max(largest, Math.abs(step(sourceAxis, axis)));
            }
        }
        return largest;
    }
}

package org.substantia.imaging.resampling;

/** What belongs to a line of voxels: all up to half a voxel beyond the centers of the first and the last one. */
final class Extent {
    private Extent() {}

    static boolean contains(double coordinate, int size) {
        return coordinate >= -0.5 - GridMap.TOLERANCE && coordinate <= size - 0.5 + GridMap.TOLERANCE;
    }

    static int clamp(int index, int size) {
        return Math.max(0, Math.min(size - 1, index));
    }

    /**
     * The voxel closest to a coordinate; halfway, the larger one, even when the coordinate falls short by a rounding
     * error.
     */
    static int nearest(double coordinate, int size) {
        return clamp((int) Math.floor(coordinate + 0.5 + GridMap.TOLERANCE), size);
    }

    /** The image continued by mirroring about the centers of the outermost voxels. */
    static int mirror(int index, int size) {
        if (size == 1) {
            return 0;
        }
        int period = Math.floorMod(index, 2 * size - 2);
        return period < size ? period : 2 * size - 2 - period;
    }
}

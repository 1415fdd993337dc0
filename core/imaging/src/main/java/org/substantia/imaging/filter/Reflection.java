package org.substantia.imaging.filter;

/**
 * The boundary rule {@code reflect} of {@code scipy.ndimage}: (d c b a | a b c d | d c b a), the edge voxel repeated.
 */
final class Reflection {
    private Reflection() {}

    /** The index within 0 to {@code length - 1} that stands for any {@code index}. */
    static int index(int index, int length) {
        int period = Math.floorMod(index, 2 * length);
        return period < length ? period : 2 * length - 1 - period;
    }
}

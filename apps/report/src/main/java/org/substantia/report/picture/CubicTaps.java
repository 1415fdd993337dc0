package org.substantia.report.picture;

/**
 * The four voxels along an axis that a value between them is made of, by the cubic of Catmull and Rom, which keeps the
 * voxels' own values; at the border voxels repeat.
 *
 * @param offsets in the data; none for a place outside the image
 * @param weights of each
 */
@SuppressWarnings("ArrayRecordComponent") // scratch, never compared
record CubicTaps(int[] offsets, double[] weights) {
    private static final CubicTaps OUTSIDE = new CubicTaps(new int[0], new double[0]);

    /**
     * @param place voxels along the axis
     * @param size voxels there are
     * @param step from one to the next in the data
     */
    static CubicTaps of(double place, int size, int step) {
        if (place < -0.5 || place > size - 0.5) {
            return OUTSIDE;
        }
        int before = (int) Math.floor(place);
        int[] offsets = new int[4];
        for (int i = 0; i < 4; i++) {
            offsets[i] = Math.max(0, Math.min(size - 1, before + i - 1)) * step;
        }
        double t = place - before;
        return new CubicTaps(offsets, new double[] {
            ((-0.5 * t + 1) * t - 0.5) * t,
            (1.5 * t - 2.5) * t * t + 1,
            ((-1.5 * t + 2) * t + 0.5) * t,
            (0.5 * t - 0.5) * t * t
        });
    }

    boolean outside() {
        return offsets.length == 0;
    }
}

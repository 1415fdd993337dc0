package org.substantia.segmentation.model;

/**
 * Class probabilities on a grid, of one head of a network.
 *
 * @param classes background included
 * @param voxels of the grid
 * @param values of class c at voxel v: {@code values[c * voxels + v]}, x fastest, 0 to 1, summing to 1 over the classes
 */
@SuppressWarnings("ArrayRecordComponent") // arrays of voxels, never compared
public record Probabilities(int classes, int voxels, float[] values) {
    /** More than the half that leaves every other class less; a little more, for their sum is rounded. */
    private static final float SURELY_MOST = 0.51f;

    public Probabilities {
        if (values.length != classes * voxels) {
            throw new IllegalArgumentException(values.length + " values are not those of " + classes + " x " + voxels);
        }
    }

    /** The most likely class at every voxel; the lowest among equals. */
    public byte[] mostLikely() {
        byte[] best = new byte[voxels];
        for (int v = 0; v < voxels; v++) {
            float most = values[v];
            // Nearly everywhere the background has more than half, so that no other class can have as much.
            for (int c = 1; c < classes && most < SURELY_MOST; c++) {
                if (values[c * voxels + v] > most) {
                    most = values[c * voxels + v];
                    best[v] = (byte) c;
                }
            }
        }
        return best;
    }

    public float at(int classIndex, int voxel) {
        return values[classIndex * voxels + voxel];
    }
}

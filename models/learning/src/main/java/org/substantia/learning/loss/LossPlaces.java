package org.substantia.learning.loss;

/** Marks where losses weigh voxels otherwise. Stateless. */
public final class LossPlaces {
    private LossPlaces() {}

    /**
     * Marks each voxel that has another class than a neighbor by {@link SegmentationLoss#AT_BORDER}.
     *
     * @param places one per voxel; the others stay as they are
     * @param classes one per voxel, x fastest
     * @param size voxels in x, y and z
     */
    public static void markBorders(byte[] places, byte[] classes, int... size) {
        int plane = size[0] * size[1];
        int i = 0;
        for (int z = 0; z < size[2]; z++) {
            for (int y = 0; y < size[1]; y++) {
                for (int x = 0; x < size[0]; x++, i++) {
                    mark(places, classes, i, x + 1 < size[0] ? i + 1 : i);
                    mark(places, classes, i, y + 1 < size[1] ? i + size[0] : i);
                    mark(places, classes, i, z + 1 < size[2] ? i + plane : i);
                }
            }
        }
    }

    /** The weight of each voxel at its place. */
    static float[] weights(byte[] places, float border, float far) {
        float[] weights = new float[places.length];
        for (int i = 0; i < places.length; i++) {
            weights[i] =
                    places[i] == SegmentationLoss.AT_BORDER ? 1 + border : places[i] == SegmentationLoss.FAR ? far : 1;
        }
        return weights;
    }

    private static void mark(byte[] places, byte[] classes, int one, int other) {
        if (classes[one] != classes[other]) {
            places[one] = SegmentationLoss.AT_BORDER;
            places[other] = SegmentationLoss.AT_BORDER;
        }
    }
}

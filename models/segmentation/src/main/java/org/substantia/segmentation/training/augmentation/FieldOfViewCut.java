package org.substantia.segmentation.training.augmentation;

import java.util.Optional;
import org.substantia.base.random.RandomStream;

/**
 * A narrower field of view along one axis, mostly z: of all images, or of some.
 *
 * @param probability share of examples
 */
record FieldOfViewCut(double probability) {
    private static final FieldOfViewCut NEVER = new FieldOfViewCut(0);

    /**
     * What is left along one axis.
     *
     * @param axis 0 to 2
     * @param start first voxel
     * @param end first voxel beyond
     * @param everyImage whether all images have this field of view, or each by a coin
     */
    record View(int axis, int start, int end, boolean everyImage) {
        /** Makes everything outside NaN. */
        void apply(float[] image, int[] size) {
            int at = 0;
            for (int z = 0; z < size[2]; z++) {
                for (int y = 0; y < size[1]; y++) {
                    for (int x = 0; x < size[0]; x++, at++) {
                        int position = axis == 0 ? x : axis == 1 ? y : z;
                        if (position < start || position >= end) {
                            image[at] = Float.NaN;
                        }
                    }
                }
            }
        }
    }

    static FieldOfViewCut never() {
        return NEVER;
    }

    /** Empty where nothing is cut. */
    Optional<View> draw(int[] size, RandomStream random) {
        if (!random.nextBoolean(probability)) {
            return Optional.empty();
        }
        int axis = random.nextBoolean(0.6) ? 2 : random.nextInt(3);
        double share = axis == 2 ? random.nextDouble(0.25, 0.9) : random.nextDouble(0.6, 0.95);
        int length = (int) (size[axis] * share);
        int start = random.nextInt(size[axis] - length + 1);
        return Optional.of(new View(axis, start, start + length, random.nextBoolean()));
    }
}

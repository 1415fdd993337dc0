package org.substantia.segmentation.training.augmentation;

/** What was drawn for one image. */
@FunctionalInterface
interface ImageChange {
    ImageChange NONE = (image, size) -> {};

    /**
     * Changes an image in place. NaN stays NaN.
     *
     * @param image x fastest
     * @param size voxels along x, y and z
     */
    void apply(float[] image, int[] size);
}

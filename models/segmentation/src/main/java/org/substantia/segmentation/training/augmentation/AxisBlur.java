package org.substantia.segmentation.training.augmentation;

import org.substantia.base.random.RandomStream;
import org.substantia.cohort.anatomy.Modality;

/**
 * Blur along one random axis, as of thick slices: the weighted mean with both neighbors.
 *
 * @param minWeight of each neighbor
 * @param maxWeight of each neighbor
 */
record AxisBlur(double minWeight, double maxWeight) implements ImageTransform {
    @Override
    public ImageChange draw(Modality modality, RandomStream random) {
        int axis = random.nextInt(3);
        float weight = (float) random.nextDouble(minWeight, maxWeight);
        return (image, size) -> blur(image, size, axis, weight);
    }

    private static void blur(float[] image, int[] size, int axis, float weight) {
        int stride = axis == 0 ? 1 : axis == 1 ? size[0] : size[0] * size[1];
        float[] from = image.clone();
        int at = 0;
        for (int z = 0; z < size[2]; z++) {
            for (int y = 0; y < size[1]; y++) {
                for (int x = 0; x < size[0]; x++, at++) {
                    int position = axis == 0 ? x : axis == 1 ? y : z;
                    if (position == 0 || position == size[axis] - 1) {
                        continue;
                    }
                    float low = from[at - stride];
                    float high = from[at + stride];
                    // An exact 0 is no value: it is neither blurred nor blurred into others.
                    if (low != 0 && high != 0 && from[at] != 0 && !Float.isNaN(low) && !Float.isNaN(high)) {
                        image[at] = (1 - 2 * weight) * from[at] + weight * (low + high);
                    }
                }
            }
        }
    }
}

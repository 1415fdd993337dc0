package org.substantia.segmentation.training.augmentation;

import java.util.Arrays;
import org.substantia.base.random.RandomStream;
import org.substantia.cohort.anatomy.Modality;

/**
 * Thicker slices along z: the mean over each of them, interpolated back to the patch's own slices.
 *
 * @param max thickest slice, in slices of the patch; thinner ones are drawn more often
 */
record ThickSlices(double max) implements ImageTransform {
    private static final double MIN = 1.2;
    /** Samples per slice of the patch when a thick slice is averaged. */
    private static final int SAMPLES = 4;

    @Override
    public ImageChange draw(Modality modality, RandomStream random) {
        double thickness = MIN + (max - MIN) * Math.pow(random.nextDouble(), 2);
        double phase = random.nextDouble() * thickness;
        return (image, size) -> apply(image, size, weights(size[2], thickness, phase));
    }

    /** How much each slice of the patch contributes to each: {@code [to][from]}, rows summing to 1. */
    private static float[][] weights(int slices, double thickness, double phase) {
        float[][] weights = new float[slices][slices];
        for (int z = 0; z < slices; z++) {
            double at = (z - phase) / thickness;
            int below = (int) Math.floor(at);
            addSlice(weights[z], phase + below * thickness, thickness, (float) (1 - (at - below)));
            addSlice(weights[z], phase + (below + 1) * thickness, thickness, (float) (at - below));
        }
        return weights;
    }

    private static void addSlice(float[] weights, double center, double thickness, float share) {
        int samples = (int) Math.ceil(SAMPLES * thickness);
        for (int s = 0; s < samples; s++) {
            double z = center + ((s + 0.5) / samples - 0.5) * thickness;
            int slice = (int) Math.max(0, Math.min(weights.length - 1, Math.round(z)));
            weights[slice] += share / samples;
        }
    }

    /** Voxels without a value stay without, and are left out of the means of others. */
    private static void apply(float[] image, int[] size, float[][] weights) {
        int plane = size[0] * size[1];
        float[] from = image.clone();
        float[] sum = new float[plane];
        float[] total = new float[plane];
        for (int z = 0; z < size[2]; z++) {
            Arrays.fill(sum, 0);
            Arrays.fill(total, 0);
            for (int other = 0; other < size[2]; other++) {
                float weight = weights[z][other];
                if (weight == 0) {
                    continue;
                }
                for (int i = 0, at = other * plane; i < plane; i++, at++) {
                    float value = from[at];
                    if (value != 0 && !Float.isNaN(value)) {
                        sum[i] += weight * value;
                        total[i] += weight;
                    }
                }
            }
            for (int i = 0, at = z * plane; i < plane; i++, at++) {
                if (total[i] > 0 && from[at] != 0 && !Float.isNaN(from[at])) {
                    image[at] = sum[i] / total[i];
                }
            }
        }
    }
}

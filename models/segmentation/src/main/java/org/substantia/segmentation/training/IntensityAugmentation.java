package org.substantia.segmentation.training;

import java.util.SplittableRandom;
import org.substantia.cohort.anatomy.Modality;

/** Other contrasts, shading, blur and noise of one image, x fastest. NaN stays NaN. */
final class IntensityAugmentation {
    private IntensityAugmentation() {}

    /** Of intensities as the scanner gave them: coil shading, and thick slices. */
    static void before(Modality modality, float[] image, int[] size, double share, SplittableRandom random) {
        if (modality != Modality.QSM && random.nextDouble() < share) {
            shade(image, size, random);
        }
        if (random.nextDouble() < share / 2) {
            blur(image, size, random.nextInt(3), random);
        }
    }

    /** Of normalised intensities. */
    static void after(Modality modality, float[] image, int[] size, double share, SplittableRandom random) {
        if (random.nextDouble() < share) {
            contrast(modality, image, random);
        }
        if (random.nextDouble() < share) {
            float deviation = (float) (0.3 * random.nextDouble() * random.nextDouble());
            for (int i = 0; i < image.length; i++) {
                if (image[i] != 0) {
                    // The sum of four uniform deviates is normal enough for noise, and quick.
                    long bits = random.nextLong();
                    float sum = (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48);
                    image[i] += deviation * (sum / 65536f - 2) * 1.732f;
                }
            }
        }
    }

    /**
     * A monotone curve on T1 and NM; gain and offset on the quantitative map, whose scale differs between
     * reconstructions.
     */
    private static void contrast(Modality modality, float[] image, SplittableRandom random) {
        if (modality == Modality.QSM) {
            float gain = (float) Math.exp(0.12 * random.nextGaussian());
            float offset = (float) (0.06 * random.nextGaussian());
            for (int i = 0; i < image.length; i++) {
                if (image[i] != 0) {
                    image[i] = gain * image[i] + offset;
                }
            }
            return;
        }
        float gain = (float) Math.exp(0.15 * random.nextGaussian());
        float bend = (float) (0.12 * random.nextGaussian());
        float offset = (float) (0.15 * random.nextGaussian());
        for (int i = 0; i < image.length; i++) {
            float v = image[i];
            if (v != 0) {
                float w = Math.max(-2.5f, Math.min(2.5f, v));
                image[i] = gain * (v + bend * w * w) + offset;
            }
        }
    }

    /** A smooth gain: the exponential of a random quadratic over the patch. */
    private static void shade(float[] image, int[] size, SplittableRandom random) {
        double[] linear = new double[3];
        double[] square = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            linear[axis] = 0.15 * random.nextGaussian();
            square[axis] = 0.10 * random.nextGaussian();
        }
        double[][] gains = new double[3][];
        for (int axis = 0; axis < 3; axis++) {
            gains[axis] = new double[size[axis]];
            for (int i = 0; i < size[axis]; i++) {
                double u = 2.0 * i / Math.max(1, size[axis] - 1) - 1;
                gains[axis][i] = Math.exp(linear[axis] * u + square[axis] * u * u);
            }
        }
        int at = 0;
        for (int z = 0; z < size[2]; z++) {
            for (int y = 0; y < size[1]; y++) {
                double row = gains[2][z] * gains[1][y];
                for (int x = 0; x < size[0]; x++) {
                    image[at++] *= (float) (row * gains[0][x]);
                }
            }
        }
    }

    /** The mean with both neighbours along one axis, the neighbours by a random weight. */
    private static void blur(float[] image, int[] size, int axis, SplittableRandom random) {
        float weight = (float) (0.1 + 0.3 * random.nextDouble());
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

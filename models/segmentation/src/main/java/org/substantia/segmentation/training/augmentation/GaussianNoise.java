package org.substantia.segmentation.training.augmentation;

import org.substantia.base.random.RandomStream;
import org.substantia.cohort.anatomy.Modality;

/**
 * Noise in every voxel that has a value. Its standard deviation is a product of two uniform deviates, so that weak
 * noise is more frequent than strong.
 *
 * @param maxDeviation of normalized intensities
 */
record GaussianNoise(double maxDeviation) implements ImageTransform {
    @Override
    public ImageChange draw(Modality modality, RandomStream random) {
        float deviation = (float) (maxDeviation * random.nextDouble() * random.nextDouble());
        long seed = random.nextLong();
        return (image, size) -> {
            RandomStream voxels = new RandomStream(seed);
            for (int i = 0; i < image.length; i++) {
                if (image[i] != 0) {
                    image[i] += deviation * deviate(voxels.nextLong());
                }
            }
        };
    }

    /** The sum of four uniform deviates, brought to mean 0 and variance 1: normal enough for noise, and quick. */
    private static float deviate(long bits) {
        float sum = (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48);
        return (sum / 65536f - 2) * 1.732f;
    }
}

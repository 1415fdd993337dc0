package org.substantia.segmentation.training.augmentation;

import org.substantia.base.random.RandomStream;
import org.substantia.cohort.anatomy.Modality;

/**
 * Another contrast of a normalized image: {@code gain (v + bend w w) + offset}, where {@code w} is {@code v} within
 * limits that keep the curve monotone.
 *
 * @param magnitude of T1 and NM
 * @param quantitative of susceptibility maps, whose scale and zero differ between reconstructions
 */
record ContrastChange(Spread magnitude, Spread quantitative) implements ImageTransform {
    private static final float BEND_LIMIT = 2.5f;

    /**
     * Standard deviations.
     *
     * @param gain of the gain's logarithm
     * @param bend of the quadratic term
     * @param offset of the constant
     */
    record Spread(double gain, double bend, double offset) {}

    @Override
    public ImageChange draw(Modality modality, RandomStream random) {
        Spread spread = modality == Modality.QSM ? quantitative : magnitude;
        float gain = (float) Math.exp(spread.gain() * random.nextGaussian());
        float bend = (float) (spread.bend() * random.nextGaussian());
        float offset = (float) (spread.offset() * random.nextGaussian());
        return (image, size) -> {
            for (int i = 0; i < image.length; i++) {
                float v = image[i];
                if (v != 0) {
                    float w = Math.max(-BEND_LIMIT, Math.min(BEND_LIMIT, v));
                    image[i] = gain * (v + bend * w * w) + offset;
                }
            }
        };
    }
}

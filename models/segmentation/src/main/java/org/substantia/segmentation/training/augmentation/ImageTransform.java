package org.substantia.segmentation.training.augmentation;

import org.substantia.base.random.RandomStream;
import org.substantia.cohort.anatomy.Modality;

/** A random change of one image's intensities. Immutable and safe to share. */
@FunctionalInterface
interface ImageTransform {
    /** Draws all random numbers of one application. */
    ImageChange draw(Modality modality, RandomStream random);

    /** This transform in a share of images; none in the others. */
    default ImageTransform withProbability(double probability) {
        return (modality, random) -> random.nextBoolean(probability) ? draw(modality, random) : ImageChange.NONE;
    }
}

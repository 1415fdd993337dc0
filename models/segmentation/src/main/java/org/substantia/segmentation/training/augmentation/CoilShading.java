package org.substantia.segmentation.training.augmentation;

import org.substantia.base.random.RandomStream;
import org.substantia.cohort.anatomy.Modality;

/**
 * A smooth gain over magnitude images, as of a receive coil: the exponential of a random quadratic over the patch,
 * whose edges lie at -1 and 1. Susceptibility maps have none.
 *
 * @param linear standard deviation of each linear coefficient
 * @param quadratic standard deviation of each quadratic coefficient
 */
record CoilShading(double linear, double quadratic) implements ImageTransform {
    @Override
    public ImageChange draw(Modality modality, RandomStream random) {
        if (modality == Modality.QSM) {
            return ImageChange.NONE;
        }
        double[] slope = new double[3];
        double[] bend = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            slope[axis] = linear * random.nextGaussian();
            bend[axis] = quadratic * random.nextGaussian();
        }
        return (image, size) -> shade(image, size, slope, bend);
    }

    private static void shade(float[] image, int[] size, double[] slope, double[] bend) {
        double[][] gains = new double[3][];
        for (int axis = 0; axis < 3; axis++) {
            gains[axis] = new double[size[axis]];
            for (int i = 0; i < size[axis]; i++) {
                double u = 2.0 * i / Math.max(1, size[axis] - 1) - 1;
                gains[axis][i] = Math.exp(slope[axis] * u + bend[axis] * u * u);
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
}

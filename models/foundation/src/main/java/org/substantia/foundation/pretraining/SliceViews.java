package org.substantia.foundation.pretraining;

import static org.bytedeco.pytorch.global.torch.affine_grid_generator;
import static org.bytedeco.pytorch.global.torch.grid_sampler_2d;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.substantia.base.random.RandomStream;
import org.substantia.learning.tensor.Tensors;

/**
 * Random cuts of slices, turned by up to {@value #MOST_DEGREES} degrees. They are not mirrored, since a view of the
 * other side would not show the same nucleus. Immutable and thread-safe.
 *
 * @param jitter how far brightness and contrast of a view may be off: 0 not at all; at 1 contrast may be anything up to
 *     twice what it was, brightness off by a standard deviation of the images that the encoder's normalization is of
 */
record SliceViews(double jitter) {
    private static final int BILINEAR = 0;
    private static final int BORDER = 1;
    private static final double MOST_DEGREES = 10;
    private static final double LONGEST_SHAPE = 4.0 / 3;

    /**
     * Views of half to all of an image's area, as large as the images. To be called within a {@link PointerScope}.
     *
     * @param images shape (batch, channels, rows, columns)
     * @return likewise, one view of each
     */
    Tensor large(Tensor images, RandomStream random) {
        return views(images, 0.5, 1, images.size(2), images.size(3), random);
    }

    /** Views of a tenth to four tenths of an image's area, of so many pixels; otherwise likewise. */
    Tensor small(Tensor images, long rows, long columns, RandomStream random) {
        return views(images, 0.1, 0.4, rows, columns, random);
    }

    private Tensor views(Tensor images, double least, double most, long rows, long columns, RandomStream random) {
        int count = (int) images.size(0);
        float[] places = new float[6 * count];
        float[] contrast = new float[count];
        float[] brightness = new float[count];
        double flatness = (double) images.size(3) / images.size(2);
        for (int i = 0; i < count; i++) {
            place(places, 6 * i, random.nextDouble(least, most), flatness, random);
            contrast[i] = (float) (1 + jitter * random.nextDouble(-1, 1));
            brightness[i] = (float) (jitter * random.nextDouble(-1, 1));
        }
        long[] size = {count, images.size(1), rows, columns};
        try (Device device = images.device()) {
            Tensor where = affine_grid_generator(
                    Tensors.of(places, count, 2, 3).to(device, images.scalar_type()), size, false);
            Tensor seen = grid_sampler_2d(images, where, BILINEAR, BORDER, false);
            if (jitter == 0) {
                return seen;
            }
            Tensor factors = Tensors.of(contrast, count, 1, 1, 1).to(device, images.scalar_type());
            Tensor shifts = Tensors.of(brightness, count, 1, 1, 1).to(device, images.scalar_type());
            return seen.mul(factors).add(shifts);
        }
    }

    /**
     * Where a view's pixels come from: a matrix of 2 x 3 from its own coordinates to those of the image, both from -1
     * to 1.
     *
     * @param area share of the image's
     * @param flatness columns by rows of the image
     */
    private static void place(float[] places, int at, double area, double flatness, RandomStream random) {
        double angle = Math.toRadians(random.nextDouble(-MOST_DEGREES, MOST_DEGREES));
        double shape = Math.exp(random.nextDouble(-1, 1) * Math.log(LONGEST_SHAPE));
        double width = Math.min(1, Math.sqrt(area * shape));
        double height = Math.min(1, Math.sqrt(area / shape));
        places[at] = (float) (width * Math.cos(angle));
        places[at + 1] = (float) (-height * Math.sin(angle) / flatness);
        places[at + 2] = (float) ((1 - width) * random.nextDouble(-1, 1));
        places[at + 3] = (float) (width * Math.sin(angle) * flatness);
        places[at + 4] = (float) (height * Math.cos(angle));
        places[at + 5] = (float) ((1 - height) * random.nextDouble(-1, 1));
    }
}

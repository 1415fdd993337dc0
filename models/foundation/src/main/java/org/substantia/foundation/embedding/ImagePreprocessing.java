package org.substantia.foundation.embedding;

import static org.bytedeco.pytorch.global.torch.interpolate;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.InterpolateFuncOptions;
import org.bytedeco.pytorch.LongVector;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.kBilinear;
import org.substantia.foundation.encoder.Family;
import org.substantia.learning.tensor.Tensors;

/** From gray slices to what an encoder was trained on. To be called within a {@link PointerScope}. Stateless. */
public final class ImagePreprocessing {
    private static final float[] IMAGENET_MEAN = {0.485f, 0.456f, 0.406f};
    private static final float[] IMAGENET_DEVIATION = {0.229f, 0.224f, 0.225f};
    private static final float[] CLIP_MEAN = {0.48145467f, 0.4578275f, 0.40821072f};
    private static final float[] CLIP_DEVIATION = {0.26862955f, 0.2613026f, 0.2757771f};

    private ImagePreprocessing() {}

    /**
     * Bilinear, antialiased where it shrinks.
     *
     * @param images shape (batch, channels, any, any), float32
     */
    public static Tensor resized(Tensor images, int rows, int columns) {
        InterpolateFuncOptions options = new InterpolateFuncOptions();
        options.size().put(new LongVector(rows, columns));
        options.mode().put(new kBilinear());
        options.align_corners().put(false);
        options.antialias().put(true);
        return interpolate(images, options);
    }

    /**
     * Minus the mean and divided by the deviation that the family's encoders were trained with.
     *
     * @param images values from 0 to 1, on any device; shape (batch, 1 or 3, rows, columns); one channel stands in all
     *     three
     * @return shape (batch, 3, rows, columns)
     */
    public static Tensor normalized(Tensor images, Family family) {
        boolean clip = family == Family.CLIP;
        Tensor mean = beside(images, clip ? CLIP_MEAN : IMAGENET_MEAN);
        Tensor deviation = beside(images, clip ? CLIP_DEVIATION : IMAGENET_DEVIATION);
        return images.expand(-1, 3, -1, -1).sub(mean).div(deviation);
    }

    /** Of each channel, on the images' device. */
    private static Tensor beside(Tensor images, float[] values) {
        try (Device device = images.device()) {
            return Tensors.of(values, 1, 3, 1, 1).to(device, ScalarType.Float);
        }
    }
}

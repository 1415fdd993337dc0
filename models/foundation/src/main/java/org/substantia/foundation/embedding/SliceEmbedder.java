package org.substantia.foundation.embedding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.substantia.foundation.encoder.VisionEncoder;
import org.substantia.imaging.Volume;
import org.substantia.imaging.intensity.Percentiles;
import org.substantia.imaging.orientation.Reorient;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.layer.Weights;
import org.substantia.learning.tensor.Tensors;

/**
 * Features of a scan's axial slices: the class token and the mean of the patches, one after the other; without a class
 * token the mean alone. Intensities from the 0.5 to the 99.5 % point become 0 to 1; a slice is resized to a square
 * (bilinear, antialiased), stands in all three channels, and is normalized as the encoder was trained. Immutable; one
 * scan at a time.
 */
public final class SliceEmbedder {
    private static final double LOW = 0.5;
    private static final double HIGH = 99.5;
    private static final int BATCH = 8;

    private final VisionEncoder encoder;
    private final Weights weights;
    private final ComputeDevice device;
    private final int size;

    /**
     * @param weights of the encoder, on the device; the caller closes them
     * @param size rows and columns of the resized slices
     * @throws IllegalArgumentException if a patch does not fit into a slice
     */
    public SliceEmbedder(VisionEncoder encoder, Weights weights, ComputeDevice device, int size) {
        if (size < encoder.architecture().embedding().patch()) {
            throw new IllegalArgumentException("slices of " + size + " pixels are smaller than a patch of "
                    + encoder.architecture().embedding().patch());
        }
        this.encoder = encoder;
        this.weights = weights;
        this.device = device;
        this.size = size;
    }

    /** @return features for every axial slice, from the feet to the head */
    public List<float[]> embed(Volume scan) {
        Volume ras = Reorient.toRas(scan);
        float[] scaled = scaled(ras);
        int columns = ras.geometry().nx();
        int rows = ras.geometry().ny();
        int slices = ras.geometry().nz();
        List<float[]> features = new ArrayList<>();
        for (int first = 0; first < slices; first += BATCH) {
            int count = Math.min(BATCH, slices - first);
            float[] some = new float[count * rows * columns];
            System.arraycopy(scaled, first * rows * columns, some, 0, some.length);
            features.addAll(embed(some, count, rows, columns));
        }
        return features;
    }

    private static float[] scaled(Volume scan) {
        Percentiles percentiles = Percentiles.of(scan);
        double low = percentiles.get(LOW);
        double width = Math.max(percentiles.get(HIGH) - low, Float.MIN_NORMAL);
        float[] scaled = new float[scan.data().length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) Math.min(1, Math.max(0, (scan.data()[i] - low) / width));
        }
        return scaled;
    }

    private List<float[]> embed(float[] values, int count, int rows, int columns) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard still = new NoGradGuard();
                Device where = device.torchDevice()) {
            // Row 0 is the hindmost in RAS; pictures show the front on top.
            Tensor slices = Tensors.of(values, count, 1, rows, columns).flip(2);
            Tensor images = ImagePreprocessing.normalized(
                            ImagePreprocessing.resized(slices, size, size),
                            encoder.architecture().family())
                    .to(where, ScalarType.Float);
            float[] all = Tensors.toFloats(encoder.forward(images, weights).pooled());
            List<float[]> features = new ArrayList<>();
            int width = all.length / count;
            for (int i = 0; i < count; i++) {
                features.add(Arrays.copyOfRange(all, i * width, (i + 1) * width));
            }
            return features;
        }
    }
}

package org.substantia.foundation.adaptation;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.substantia.foundation.embedding.ImagePreprocessing;
import org.substantia.foundation.encoder.Architecture;
import org.substantia.foundation.encoder.TokenGrid;
import org.substantia.foundation.roi.SliceStack;

/**
 * How slices are shown to an encoder.
 *
 * @param size pixels of a slice's longer side; rounded to whole patches, as is the other side by its share
 * @param channels what stands in the three channels
 */
public record ImageInput(int size, Channels channels) {
    private static final double SHADES = 255;

    /** What stands in the three channels. */
    public enum Channels {
        /** The slice, three times. */
        SAME,
        /** The slice below, the slice, the slice above; the border slices stand for their missing neighbors. */
        NEIGHBORS
    }

    /** As many pixels as most encoders were trained on, and neighbors in the channels. */
    public static ImageInput usual() {
        return new ImageInput(224, Channels.NEIGHBORS);
    }

    /** Likewise, but no more pixels than an encoder was trained on, where its file tells how many these were. */
    public static ImageInput usual(Architecture encoder) {
        int trained = encoder.embedding().grid() * encoder.embedding().patch();
        return trained == 0 ? usual() : new ImageInput(Math.min(trained, usual().size()), usual().channels());
    }

    /** @throws IllegalArgumentException if there are no pixels */
    public ImageInput {
        if (size < 1) {
            throw new IllegalArgumentException("slices of " + size + " pixels");
        }
    }

    /** How many patches an encoder makes of a slice of such a stack. */
    public TokenGrid grid(SliceStack stack, Architecture encoder) {
        return grid(stack.rows(), stack.columns(), encoder);
    }

    /** How many patches an encoder makes of a slice of so many pixels. */
    public TokenGrid grid(int rows, int columns, Architecture encoder) {
        int patch = encoder.embedding().patch();
        double longest = Math.max(rows, columns);
        return new TokenGrid(patches(rows / longest, patch), patches(columns / longest, patch));
    }

    /** Patches of a side that is so long compared with the longest one. */
    private int patches(double share, int patch) {
        return (int) Math.max(1, Math.round(share * size / patch));
    }

    /**
     * Slices as an encoder sees them: resized to whole patches and normalized. To be called within a
     * {@link PointerScope}.
     *
     * @param shades shape (slices, 1 or 3, rows, columns), 0 to 255; one channel stands in all three
     * @return shape (slices, 3, rows, columns), float32, on the device of the shades
     */
    public static Tensor images(Tensor shades, TokenGrid grid, Architecture encoder) {
        int patch = encoder.embedding().patch();
        Tensor gray = ImagePreprocessing.resized(
                shades.to(ScalarType.Float).div(new Scalar(SHADES)), grid.rows() * patch, grid.columns() * patch);
        return ImagePreprocessing.normalized(gray, encoder.family());
    }
}

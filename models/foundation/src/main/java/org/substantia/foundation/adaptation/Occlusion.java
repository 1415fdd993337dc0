package org.substantia.foundation.adaptation;

import static org.bytedeco.pytorch.global.torch.cat;

import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.substantia.foundation.encoder.TokenGrid;
import org.substantia.learning.tensor.Tensors;

/** One slice with one part after the other filled with the slice's median. To be used within a PointerScope. */
final class Occlusion {
    private final Tensor image;
    private final float[] medians;
    private final int rows;
    private final int columns;
    private final TokenGrid grid;

    /**
     * @param images of a stack, shape (slices, channels, rows, columns)
     * @param grid patches of a slice
     * @param most parts of a side
     */
    Occlusion(Tensor images, int slice, TokenGrid grid, int most) {
        image = images.narrow(0, slice, 1);
        rows = Math.min(most, grid.rows());
        columns = Math.min(most, grid.columns());
        int channels = (int) image.size(1);
        float[] all = Tensors.toFloats(image);
        int size = all.length / channels;
        medians = new float[channels];
        for (int channel = 0; channel < channels; channel++) {
            float[] sorted = Arrays.copyOfRange(all, channel * size, (channel + 1) * size);
            Arrays.sort(sorted);
            medians[channel] = sorted[size / 2];
        }
        this.grid = grid;
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    int count() {
        return rows * columns;
    }

    /** The slice without a part, which holds whole patches: shape (1, channels, rows, columns). */
    Tensor image(int part) {
        int patchRows = (int) image.size(2) / grid.rows();
        int patchColumns = (int) image.size(3) / grid.columns();
        int top = part / columns * grid.rows() / rows * patchRows;
        int bottom = (part / columns + 1) * grid.rows() / rows * patchRows;
        int left = part % columns * grid.columns() / columns * patchColumns;
        int right = (part % columns + 1) * grid.columns() / columns * patchColumns;
        Tensor hidden = image.clone();
        for (int channel = 0; channel < medians.length; channel++) {
            hidden.select(1, channel)
                    .narrow(1, top, (long) bottom - top)
                    .narrow(2, left, (long) right - left)
                    .fill_(new Scalar(medians[channel]));
        }
        return hidden;
    }

    /** With another first row in place of one row. */
    static Tensor replaced(Tensor all, int place, Tensor one) {
        TensorVector parts = new TensorVector();
        if (place > 0) {
            parts.push_back(all.narrow(0, 0, place));
        }
        parts.push_back(one);
        if (place + 1 < all.size(0)) {
            parts.push_back(all.narrow(0, place + 1L, all.size(0) - place - 1));
        }
        return cat(parts, 0);
    }
}

package org.substantia.foundation.encoder;

import static org.bytedeco.pytorch.global.torch.cat;

import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.substantia.learning.tensor.Tensors;

/**
 * Rotary positions in two dimensions (Su et al. 2021; DINOv3): pairs of a head's numbers are turned by angles that grow
 * with a patch's row and column. Class token and registers are not turned.
 *
 * @param cosine shape (patches, head width), float32
 * @param sine likewise
 */
public record Rotation(Tensor cosine, Tensor sine) {
    private static final double BASE = 100;

    /** The periods of DINOv3's constructor, a quarter of the head's width: {@code 100^(2 k / (width / 2))}. */
    static float[] periods(int headWidth) {
        float[] periods = new float[headWidth / 4];
        for (int k = 0; k < periods.length; k++) {
            periods[k] = (float) Math.pow(BASE, 2.0 * k / (headWidth / 2.0));
        }
        return periods;
    }

    /**
     * Angles {@code 2 pi c / period} of the patches' centers, which run from -1 to 1 along rows and along columns.
     *
     * @param periods shape (head width / 4)
     */
    static Rotation of(TokenGrid grid, Tensor periods) {
        float[] places = new float[grid.count() * 2];
        for (int row = 0; row < grid.rows(); row++) {
            for (int column = 0; column < grid.columns(); column++) {
                int at = 2 * (row * grid.columns() + column);
                places[at] = 2 * ((row + 0.5f) / grid.rows()) - 1;
                places[at + 1] = 2 * ((column + 0.5f) / grid.columns()) - 1;
            }
        }
        Tensor angles = Tensors.of(places, grid.count(), 2, 1)
                .to(periods.device(), ScalarType.Float)
                .mul(new Scalar(2 * Math.PI))
                .div(periods.to(ScalarType.Float));
        Tensor once = angles.flatten(1, 2);
        Tensor twice = cat(new TensorVector(once, once), 1);
        return new Rotation(twice.cos(), twice.sin());
    }

    /** @param heads shape (batch, heads, tokens, head width); the patches are the last tokens */
    Tensor apply(Tensor heads) {
        long patches = cosine.size(0);
        long others = heads.size(2) - patches;
        Tensor turned =
                turn(heads.narrow(2, others, patches).to(ScalarType.Float)).to(heads.scalar_type());
        return others == 0 ? turned : cat(new TensorVector(heads.narrow(2, 0, others), turned), 2);
    }

    private Tensor turn(Tensor x) {
        long half = x.size(3) / 2;
        Tensor swapped = cat(new TensorVector(x.narrow(3, half, half).neg(), x.narrow(3, 0, half)), 3);
        return x.mul(cosine).add(swapped.mul(sine));
    }

    @Override
    public String toString() {
        return "rotation of " + Arrays.toString(cosine.shape());
    }
}

package org.substantia.foundation.adaptation;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.substantia.base.random.RandomStream;
import org.substantia.foundation.encoder.Features;
import org.substantia.foundation.encoder.TokenGrid;
import org.substantia.foundation.roi.SliceStack;
import org.substantia.learning.tensor.Tensors;

/**
 * The mean of the patches within each nucleus of a region (masked average pooling, Zhang et al. 2020), a patch counting
 * by how much of the nucleus it shows. A nucleus is a few of some thousand patches, so in the mean of all of them
 * hardly anything of it is left. Immutable.
 *
 * <p>Slices without a nucleus need not be looked at. The features of a slice are what it adds, times the number of
 * slices: their mean over the slices is that of the nucleus. Where nothing of a nucleus is shown they are not numbers,
 * which {@link PoolingHead} takes for the average.
 */
final class NucleusPooling implements SlicePooling {
    /** Nuclei of the region that has most. */
    static final int NUCLEI = 4;

    private final TokenGrid grid;
    private final int slices;
    /** Pixels of the nuclei; nuclei within slices, patches fastest. */
    private final float[] pixels;

    /** Pixels of all nuclei in each slice, and in the stack. */
    private final int[] bySlice;

    private final int count;

    /**
     * @param grid patches of a slice
     * @throws IllegalArgumentException if the stack has no masks, or more nuclei than any region
     */
    NucleusPooling(SliceStack stack, TokenGrid grid) {
        if (stack.nuclei().length == 0) {
            throw new IllegalArgumentException(stack.roi() + ": there are no masks to find its nuclei by");
        }
        this.grid = grid;
        slices = stack.slices();
        pixels = new float[slices * NUCLEI * grid.count()];
        bySlice = new int[slices];
        int pixel = 0;
        for (int slice = 0; slice < slices; slice++) {
            for (int row = 0; row < stack.rows(); row++) {
                int first = row * grid.rows() / stack.rows() * grid.columns();
                for (int column = 0; column < stack.columns(); column++) {
                    int nucleus = stack.nuclei()[pixel++];
                    if (nucleus > NUCLEI) {
                        throw new IllegalArgumentException(stack.roi() + ": nucleus " + nucleus + " of " + NUCLEI);
                    }
                    if (nucleus > 0) {
                        int patch = first + column * grid.columns() / stack.columns();
                        pixels[(slice * NUCLEI + nucleus - 1) * grid.count() + patch]++;
                        bySlice[slice]++;
                    }
                }
            }
        }
        count = Arrays.stream(bySlice).sum();
    }

    @Override
    public int[] shown() {
        return count > 0
                ? IntStream.range(0, slices).filter(slice -> bySlice[slice] > 0).toArray()
                : new int[] {0};
    }

    @Override
    public double[] shares() {
        return Arrays.stream(bySlice)
                .mapToDouble(here -> count > 0 ? (double) here / count : 1.0 / slices)
                .toArray();
    }

    /** One every so many, from a random one on, so that small nuclei are shown, too. */
    @Override
    public int[] draw(int most, RandomStream random) {
        int[] shown = shown();
        if (shown.length <= most) {
            return shown;
        }
        double begin = random.nextDouble();
        return IntStream.range(0, most)
                .map(k -> shown[(int) ((k + begin) * shown.length / most)])
                .toArray();
    }

    /** Where the tokens are: shape (slices, {@value #NUCLEI}, patches). */
    private Tensor counts(Features like) {
        try (Device device = like.patches().device()) {
            return Tensors.of(pixels, slices, NUCLEI, grid.count()).to(device, ScalarType.Float);
        }
    }

    private Tensor mirrored(Tensor counts) {
        return counts.unflatten(2, grid.rows(), grid.columns()).flip(3).flatten(2, 3);
    }

    /** Nucleus by nucleus: shape (slices, {@value #NUCLEI} * width). */
    @Override
    public Tensor features(Features some, int[] chosen, int[] all, boolean mirrored) {
        Tensor counts = counts(some);
        Tensor voxels = SlicePooling.select(counts, all).sum(0, 2).unsqueeze(1);
        Tensor seen = SlicePooling.select(mirrored ? mirrored(counts) : counts, chosen);
        Tensor shares = seen.mul(new Scalar(all.length)).div(voxels.clamp_min(new Scalar(1)));
        Tensor added = shares.matmul(some.patches());
        // What is not a number must not take part in the product, or no gradient would be one.
        return added.masked_fill(voxels.eq(new Scalar(0)), new Scalar(Float.NaN))
                .flatten(1, 2);
    }
}

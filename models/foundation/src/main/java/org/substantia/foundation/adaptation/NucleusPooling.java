package org.substantia.foundation.adaptation;

import java.util.Arrays;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.substantia.foundation.encoder.TokenGrid;
import org.substantia.foundation.roi.SliceStack;
import org.substantia.learning.tensor.Tensors;

/**
 * The mean of the patches within each nucleus of a region (masked average pooling, Zhang et al. 2020), a patch counting
 * by how much of the nucleus it shows. A nucleus is a few of some thousand patches, so in the mean of all of them
 * hardly anything of it is left. Immutable.
 *
 * <p>The features of a slice are what it adds, times the number of slices: their mean over the slices is that of the
 * nucleus. Where nothing of a nucleus was found they are not numbers, which {@link PoolingHead} takes for the average.
 */
final class NucleusPooling {
    /** Nuclei of the region that has most. */
    static final int NUCLEI = 4;

    private final int slices;
    private final int patches;
    /** Times the number of slices; nuclei within slices, patches fastest. */
    private final float[] shares;

    /**
     * @param grid patches of a slice
     * @throws IllegalArgumentException if the stack has no masks, or more nuclei than any region
     */
    NucleusPooling(SliceStack stack, TokenGrid grid) {
        if (stack.nuclei().length == 0) {
            throw new IllegalArgumentException(stack.roi() + ": there are no masks to find its nuclei by");
        }
        slices = stack.slices();
        patches = grid.count();
        shares = new float[slices * NUCLEI * patches];
        int[] voxels = new int[NUCLEI];
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
                        voxels[nucleus - 1]++;
                        shares[at(slice, nucleus - 1) + first + column * grid.columns() / stack.columns()]++;
                    }
                }
            }
        }
        for (int slice = 0; slice < slices; slice++) {
            for (int nucleus = 0; nucleus < NUCLEI; nucleus++) {
                int from = at(slice, nucleus);
                float factor = voxels[nucleus] > 0 ? (float) slices / voxels[nucleus] : Float.NaN;
                for (int i = from; i < from + patches; i++) {
                    shares[i] *= factor;
                }
            }
        }
    }

    private int at(int slice, int nucleus) {
        return (slice * NUCLEI + nucleus) * patches;
    }

    /**
     * What some slices add.
     *
     * @param tokens of their patches, shape (slices, patches, width)
     * @param first of these slices in the stack
     * @return shape (slices, {@value #NUCLEI} * width), nucleus by nucleus
     */
    Tensor features(Tensor tokens, int first) {
        try (Device device = tokens.device()) {
            Tensor some = Tensors.of(shares, slices, NUCLEI, patches)
                    .narrow(0, first, tokens.size(0))
                    .to(device, ScalarType.Float);
            return some.matmul(tokens).flatten(1, 2);
        }
    }

    /** How much of the nuclei each slice of a stack shows; the shares sum up to 1. */
    static double[] sliceShares(SliceStack stack) {
        double[] counts = new double[stack.slices()];
        int size = stack.rows() * stack.columns();
        for (int pixel = 0; pixel < stack.nuclei().length; pixel++) {
            counts[pixel / size] += stack.nuclei()[pixel] > 0 ? 1 : 0;
        }
        double all = Arrays.stream(counts).sum();
        return Arrays.stream(counts)
                .map(count -> all > 0 ? count / all : 1.0 / counts.length)
                .toArray();
    }
}

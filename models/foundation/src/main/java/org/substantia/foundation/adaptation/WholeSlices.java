package org.substantia.foundation.adaptation;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.substantia.base.random.RandomStream;
import org.substantia.base.random.Shuffle;
import org.substantia.foundation.encoder.Features;

/**
 * A slice is described by its class token and its mean patch.
 *
 * @param slices of the stack
 */
record WholeSlices(int slices) implements SlicePooling {
    @Override
    public int[] shown() {
        return IntStream.range(0, slices).toArray();
    }

    @Override
    public double[] shares() {
        double[] shares = new double[slices];
        Arrays.fill(shares, 1.0 / slices);
        return shares;
    }

    @Override
    public int[] draw(int most, RandomStream random) {
        int[] order = Shuffle.indices(slices, random);
        return slices <= most ? shown() : Arrays.copyOf(order, most);
    }

    @Override
    public Tensor features(Features some, int[] chosen, int[] all, boolean mirrored) {
        return some.pooled();
    }
}

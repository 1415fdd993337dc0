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
    public Tensor part(Features some, int first) {
        return some.pooled();
    }

    @Override
    public Tensor drawn(Features some, int[] chosen, boolean mirrored) {
        return some.pooled();
    }

    @Override
    public int[] draw(int most, RandomStream random) {
        int[] order = Shuffle.indices(slices, random);
        return slices <= most ? IntStream.range(0, slices).toArray() : Arrays.copyOf(order, most);
    }
}

package org.substantia.foundation.pretraining;

import java.util.ArrayList;
import java.util.List;
import org.substantia.base.random.RandomStream;
import org.substantia.foundation.roi.SliceStack;

/** Stacks of bright disks, the same on both sides, of two regions. */
final class Slices {
    private Slices() {}

    static SliceBank bank(int patients, long seed) {
        RandomStream random = new RandomStream(seed);
        List<SliceStack> stacks = new ArrayList<>();
        for (int i = 0; i < patients; i++) {
            stacks.add(stack("one", 5, 20, 24, random));
            stacks.add(stack("two", 4, 24, 24, random));
        }
        return new SliceBank(stacks);
    }

    private static SliceStack stack(String roi, int slices, int rows, int columns, RandomStream random) {
        byte[] shades = new byte[slices * rows * columns];
        double brightness = random.nextDouble(80, 200);
        double radius = random.nextDouble(3, 6);
        for (int i = 0; i < shades.length; i++) {
            int column = i % columns;
            int row = i / columns % rows;
            double x = Math.abs(column - (columns - 1) / 2.0) - columns / 4.0;
            double y = row - rows / 2.0;
            double value = Math.hypot(x, y) < radius ? brightness : 40;
            shades[i] = (byte) Math.round(value + 3 * random.nextGaussian());
        }
        return new SliceStack(roi, slices, rows, columns, shades);
    }
}

package org.substantia.foundation.adaptation;

import java.util.ArrayList;
import java.util.List;
import org.substantia.base.random.RandomStream;
import org.substantia.foundation.roi.SliceStack;

/** Patients of noise, some of whom have a bright spot in one slice, where the nucleus of all lies. */
final class Patients {
    static final int SLICES = 5;
    static final int BRIGHT_SLICE = 3;
    private static final int ROWS = 10;
    private static final int COLUMNS = 12;

    final List<Example> examples = new ArrayList<>();
    final boolean[] positive;

    /** @param contrast of the spot, in shades; noise has a deviation of about 20 */
    Patients(int count, double contrast, long seed) {
        RandomStream random = new RandomStream(seed);
        positive = new boolean[count];
        for (int k = 0; k < count; k++) {
            positive[k] = k % 2 == 1;
            examples.add(new Example(
                    "P" + (1000 + k),
                    List.of(stack("one", positive[k] ? contrast : 0, random), stack("two", 0, random))));
        }
    }

    private static SliceStack stack(String roi, double contrast, RandomStream random) {
        byte[] shades = new byte[SLICES * ROWS * COLUMNS];
        byte[] nuclei = new byte[shades.length];
        for (int i = 0; i < shades.length; i++) {
            boolean spot = i / (ROWS * COLUMNS) == BRIGHT_SLICE && i % COLUMNS >= 4 && i % COLUMNS < 9;
            double value = 100 + 20 * random.nextGaussian() + (spot ? contrast : 0);
            nuclei[i] = (byte) (spot ? 1 : 0);
            shades[i] = (byte) Math.max(0, Math.min(255, value));
        }
        return new SliceStack(roi, SLICES, ROWS, COLUMNS, shades, nuclei);
    }
}

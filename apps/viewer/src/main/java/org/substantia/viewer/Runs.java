package org.substantia.viewer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Pixels of a plane as runs: first pixel and length in turn. */
final class Runs {
    private static final int MAX_PIXELS = 1 << 22;

    private Runs() {}

    /** @throws IllegalArgumentException if they are no runs or far too many pixels */
    static List<Integer> pixels(List<Integer> runs) {
        List<Integer> out = new ArrayList<>();
        if (runs.size() % 2 != 0) {
            throw new IllegalArgumentException("runs are pairs of first pixel and length");
        }
        for (int r = 0; r < runs.size(); r += 2) {
            int length = runs.get(r + 1);
            if (length < 0 || length > MAX_PIXELS - out.size()) {
                throw new IllegalArgumentException("a run of " + length + " pixels");
            }
            for (int i = 0; i < length; i++) {
                out.add(runs.get(r) + i);
            }
        }
        return out;
    }

    /** Of the pixels that fulfil a condition. */
    static List<Integer> of(int pixels, IntPredicate wanted) {
        List<Integer> runs = new ArrayList<>();
        for (int i = 0; i < pixels; ) {
            int start = i;
            while (i < pixels && wanted.test(i)) {
                i++;
            }
            if (i > start) {
                runs.add(start);
                runs.add(i - start);
            } else {
                i++;
            }
        }
        return runs;
    }
}

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

    /** Of pixels in ascending order. */
    static List<Integer> of(List<Integer> pixels) {
        List<Integer> runs = new ArrayList<>();
        for (int pixel : pixels) {
            int last = runs.size() - 1;
            if (last > 0 && runs.get(last - 1) + runs.get(last) == pixel) {
                runs.set(last, runs.get(last) + 1);
            } else {
                runs.add(pixel);
                runs.add(1);
            }
        }
        return runs;
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

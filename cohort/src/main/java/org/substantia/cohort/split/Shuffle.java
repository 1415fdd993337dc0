package org.substantia.cohort.split;

import java.util.SplittableRandom;

/** Random order. */
public final class Shuffle {
    private Shuffle() {}

    /** The numbers from 0 to {@code count - 1}, every order equally likely (Fisher and Yates); the same random state gives the same order. */
    public static int[] indices(int count, SplittableRandom random) {
        int[] indices = new int[count];
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i + 1);
            indices[i] = indices[j];
            indices[j] = i;
        }
        return indices;
    }
}

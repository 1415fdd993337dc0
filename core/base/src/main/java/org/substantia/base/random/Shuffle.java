package org.substantia.base.random;

import java.util.function.IntUnaryOperator;

/** Random order. */
public final class Shuffle {
    private Shuffle() {}

    /**
     * The numbers from 0 to {@code count - 1}, every order equally likely (Fisher and Yates); the same random state
     * gives the same order.
     */
    public static int[] indices(int count, RandomStream random) {
        return indices(count, random::nextInt);
    }

    /** @param draw gives a random number from 0 to below its argument */
    public static int[] indices(int count, IntUnaryOperator draw) {
        int[] indices = new int[count];
        for (int i = 0; i < count; i++) {
            int j = draw.applyAsInt(i + 1);
            indices[i] = indices[j];
            indices[j] = i;
        }
        return indices;
    }
}

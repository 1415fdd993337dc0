package org.substantia.foundation.adaptation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.substantia.foundation.roi.SliceStack;

/**
 * The slice that a heat map is laid over: that of the largest weight. Where several weigh the same, as all do for a
 * probe of whole slices, it is the one of them that shows most of the nuclei, and where that does not tell either, the
 * one nearest the middle.
 */
final class SliceChoice {
    /** Shares of a softmax that are meant to be equal differ by rounding. */
    private static final double ROUNDING = 1e-5;

    private SliceChoice() {}

    /**
     * @param weights of all slices of the stack
     * @param shown those that the encoder sees, among which one is chosen
     */
    static int of(List<Double> weights, int[] shown, SliceStack stack) {
        double most = Arrays.stream(shown).mapToDouble(weights::get).max().orElseThrow();
        return Arrays.stream(shown)
                .filter(slice -> weights.get(slice) >= most - ROUNDING * Math.abs(most))
                .boxed()
                .max(Comparator.comparingInt((Integer slice) -> nucleusPixels(stack, slice))
                        .thenComparing(slice -> -Math.abs(slice - stack.slices() / 2)))
                .orElseThrow();
    }

    private static int nucleusPixels(SliceStack stack, int slice) {
        int size = stack.rows() * stack.columns();
        int count = 0;
        for (int i = slice * size; i < (slice + 1) * size && i < stack.nuclei().length; i++) {
            count += stack.nuclei()[i] > 0 ? 1 : 0;
        }
        return count;
    }
}

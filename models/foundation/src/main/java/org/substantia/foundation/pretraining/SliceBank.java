package org.substantia.foundation.pretraining;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.substantia.base.random.RandomStream;
import org.substantia.foundation.roi.SliceStack;

/**
 * Slices of many patients, held in memory (half a megabyte a patient), to draw batches from. A batch shows one region,
 * since regions differ in size. Immutable and thread-safe.
 */
public final class SliceBank {
    private static final int CHANNELS = 3;

    private final List<List<SliceStack>> regions;

    /**
     * @param stacks of all patients and regions
     * @throws IllegalArgumentException if there are none, or stacks of one region differ in their size
     */
    public SliceBank(List<SliceStack> stacks) {
        Map<String, List<SliceStack>> byRegion = new TreeMap<>();
        stacks.forEach(stack ->
                byRegion.computeIfAbsent(stack.roi(), roi -> new ArrayList<>()).add(stack));
        if (byRegion.isEmpty()) {
            throw new IllegalArgumentException("there are no slices to learn from");
        }
        for (List<SliceStack> region : byRegion.values()) {
            SliceStack first = region.get(0);
            for (SliceStack stack : region) {
                if (stack.rows() != first.rows() || stack.columns() != first.columns()) {
                    throw new IllegalArgumentException("regions of one name differ in size: " + first + ", " + stack);
                }
            }
        }
        regions = byRegion.values().stream().map(List::copyOf).toList();
    }

    /** How many slices there are. */
    public long slices() {
        return regions.stream()
                .flatMap(List::stream)
                .mapToLong(SliceStack::slices)
                .sum();
    }

    /**
     * Slices of one region, each between its neighbors.
     *
     * @param like a stack of the region, for its size
     * @param count how many
     * @param shades (count, 3, rows, columns): the slice below, the slice, the slice above
     */
    @SuppressWarnings("ArrayRecordComponent") // handed from the bank to the trainer
    record Batch(SliceStack like, int count, byte[] shades) {}

    /** Draws a region, and of it slices of any patients, half of them mirrored; every region comes as often. */
    Batch draw(int count, RandomStream random) {
        List<SliceStack> region = regions.get(random.nextInt(regions.size()));
        SliceStack like = region.get(0);
        int plane = like.rows() * like.columns();
        byte[] shades = new byte[count * CHANNELS * plane];
        for (int i = 0; i < count; i++) {
            SliceStack stack = region.get(random.nextInt(region.size()));
            int slice = random.nextInt(stack.slices());
            boolean mirrored = random.nextBoolean();
            for (int c = 0; c < CHANNELS; c++) {
                int neighbor = Math.max(0, Math.min(stack.slices() - 1, slice + c - 1));
                int to = (i * CHANNELS + c) * plane;
                System.arraycopy(stack.shades(), neighbor * plane, shades, to, plane);
                if (mirrored) {
                    mirror(shades, to, like.rows(), like.columns());
                }
            }
        }
        return new Batch(like, count, shades);
    }

    private static void mirror(byte[] shades, int from, int rows, int columns) {
        for (int row = 0; row < rows; row++) {
            int left = from + row * columns;
            int right = left + columns - 1;
            while (left < right) {
                byte kept = shades[left];
                shades[left++] = shades[right];
                shades[right--] = kept;
            }
        }
    }
}

package org.substantia.scoring.segmentation;

import java.util.Arrays;

/** Numbers the labels that are to be scored 0, 1, 2, ... so that counts and lists can be arrays. Immutable. */
final class LabelIndex {
    private static final int MAX_LABEL = 0xffff;

    private final int[] labels;
    /** Slot of every label up to the largest, -1 where it is not scored. */
    private final short[] slots;

    /** @throws IllegalArgumentException if a label is outside 1..65535 or occurs twice, or there are more than 32767 */
    LabelIndex(int[] labels) {
        this.labels = labels.clone();
        if (labels.length > Short.MAX_VALUE) {
            throw new IllegalArgumentException("at most " + Short.MAX_VALUE + " labels, not " + labels.length);
        }
        int largest = 0;
        for (int label : labels) {
            if (label < 1 || label > MAX_LABEL) {
                throw new IllegalArgumentException("a label to score lies in 1.." + MAX_LABEL + ", not " + label);
            }
            largest = Math.max(largest, label);
        }
        slots = new short[largest + 1];
        Arrays.fill(slots, (short) -1);
        for (short slot = 0; slot < labels.length; slot++) {
            if (slots[labels[slot]] >= 0) {
                throw new IllegalArgumentException("label " + labels[slot] + " comes twice");
            }
            slots[labels[slot]] = slot;
        }
    }

    int size() {
        return labels.length;
    }

    int label(int slot) {
        return labels[slot];
    }

    /** The slot of a label; negative when it is not scored. */
    short slot(int label) {
        return label < 0 || label >= slots.length ? -1 : slots[label];
    }
}

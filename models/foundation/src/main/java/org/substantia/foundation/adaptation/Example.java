package org.substantia.foundation.adaptation;

import java.util.List;
import org.substantia.foundation.roi.SliceStack;

/**
 * A patient as an encoder sees them: one stack of slices for each region, the same regions and sizes in all patients.
 * Two examples are the same only if they are one object, which is what the encoder's cache goes by. Immutable.
 */
public final class Example {
    private final String id;
    private final List<SliceStack> stacks;

    /** @param id of the patient, unique among those learned from */
    public Example(String id, List<SliceStack> stacks) {
        this.id = id;
        this.stacks = List.copyOf(stacks);
    }

    public String id() {
        return id;
    }

    public List<SliceStack> stacks() {
        return stacks;
    }

    @Override
    public String toString() {
        return id + " " + stacks;
    }
}

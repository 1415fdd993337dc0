package org.substantia.foundation.adaptation;

import java.util.List;
import java.util.OptionalDouble;
import org.substantia.foundation.roi.SliceStack;

/**
 * A patient as an encoder sees them: one stack of slices for each region, the same regions and sizes in all patients.
 * Two examples are the same only if they are one object, which is what the encoder's cache goes by. Immutable.
 */
public final class Example {
    private final String id;
    private final List<SliceStack> stacks;
    private final OptionalDouble softLabel;

    /** @param id of the patient, unique among those learned from */
    public Example(String id, List<SliceStack> stacks) {
        this(id, stacks, OptionalDouble.empty());
    }

    /** @param softLabel probability that the answer is yes, 0 to 1, to be learned instead of the answer */
    public Example(String id, List<SliceStack> stacks, OptionalDouble softLabel) {
        this.id = id;
        this.stacks = List.copyOf(stacks);
        this.softLabel = softLabel;
    }

    public String id() {
        return id;
    }

    public List<SliceStack> stacks() {
        return stacks;
    }

    /** What is to be learned of the patient, 0 to 1: the soft label, or else the answer. */
    double target(boolean positive) {
        return softLabel.orElse(positive ? 1 : 0);
    }

    /** What is to be learned of each patient. */
    static double[] targets(List<Example> examples, boolean[] positive) {
        double[] targets = new double[positive.length];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = examples.get(i).target(positive[i]);
        }
        return targets;
    }

    @Override
    public String toString() {
        return id + " " + stacks;
    }
}

package org.substantia.learning.layer;

import java.util.Arrays;
import org.substantia.base.random.RandomStream;

/** How a parameter begins before training. */
@FunctionalInterface
public interface Initialization {
    /** @param values to be filled, in the order of the tensor's indices, the last one fastest */
    void fill(float[] values, RandomStream random);

    static Initialization constant(float value) {
        return (values, random) -> Arrays.fill(values, value);
    }

    /** Normal deviates about 0. */
    static Initialization normal(double sd) {
        return (values, random) -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (sd * random.nextGaussian());
            }
        };
    }

    /**
     * Normal deviates of the variance {@code 2 / inputs}, which keeps the spread of activations through rectifiers (He
     * et al. 2015).
     *
     * @param inputs numbers that one output is a sum of
     */
    static Initialization he(int inputs) {
        return normal(Math.sqrt(2.0 / inputs));
    }
}

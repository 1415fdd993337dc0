package org.substantia.learning.layer;

import java.util.List;
import org.substantia.base.random.RandomStream;

/**
 * One parameter of a network.
 *
 * @param name in weight files
 * @param shape of the tensor
 * @param initialization of its numbers
 * @param trainable whether training changes it
 */
public record Declaration(String name, List<Long> shape, Initialization initialization, boolean trainable) {
    public Declaration {
        shape = List.copyOf(shape);
    }

    /** The shape as a new array, as tensors take it. */
    public long[] dimensions() {
        return shape.stream().mapToLong(Long::longValue).toArray();
    }

    /** The numbers that it begins with, as many as {@link #count} says. */
    public float[] initial(RandomStream random) {
        float[] values = new float[count()];
        initialization.fill(values, random);
        return values;
    }

    /** How many numbers it is. */
    public int count() {
        return Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
    }
}

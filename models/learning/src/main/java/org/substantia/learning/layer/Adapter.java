package org.substantia.learning.layer;

/**
 * Replaces innermost layers of a network by others of the same input and output, for example by wrappers that add a
 * trainable low-rank term to a frozen layer (LoRA, Hu et al. 2021). It is asked for each convolution, normalization and
 * linear layer, which tell their names and sizes.
 */
@FunctionalInterface
public interface Adapter {
    /** @return the layer itself, if it stays as it is */
    Layer adapt(Layer layer);
}

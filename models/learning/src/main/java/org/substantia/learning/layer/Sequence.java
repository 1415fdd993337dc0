package org.substantia.learning.layer;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Layers one after the other. */
public record Sequence(List<Layer> layers) implements Layer {
    public Sequence {
        layers = List.copyOf(layers);
    }

    @Override
    public void declare(Declarations declarations) {
        layers.forEach(layer -> layer.declare(declarations));
    }

    @Override
    public Tensor apply(Tensor input, Weights weights) {
        Tensor x = input;
        for (Layer layer : layers) {
            x = layer.apply(x, weights);
        }
        return x;
    }

    @Override
    public Sequence adapted(Adapter adapter) {
        return new Sequence(layers.stream().map(layer -> layer.adapted(adapter)).toList());
    }
}

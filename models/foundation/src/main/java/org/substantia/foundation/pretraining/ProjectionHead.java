package org.substantia.foundation.pretraining;

import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.normalize;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.substantia.foundation.layer.Linear;
import org.substantia.learning.layer.Declarations;
import org.substantia.learning.layer.Initialization;
import org.substantia.learning.layer.Weights;

/**
 * From tokens to how near they are to learned prototypes: three layers, then cosines (Caron et al. 2021). Immutable.
 *
 * @param layers of the perceptron
 * @param prototypes name of their tensor in weight files
 */
record ProjectionHead(List<Linear> layers, String prototypes) {
    static final int PROTOTYPES = 512;
    private static final int WIDTH = 64;

    /** @param width of the tokens */
    static ProjectionHead of(String name, int width) {
        return new ProjectionHead(
                List.of(
                        Linear.of(name + ".0", width, 2 * width),
                        Linear.of(name + ".1", 2 * width, 2 * width),
                        Linear.of(name + ".2", 2 * width, WIDTH)),
                name + ".prototypes");
    }

    void declare(Declarations declarations) {
        layers.forEach(layer -> layer.declare(declarations));
        declarations.declare(prototypes, Initialization.normal(1), PROTOTYPES, WIDTH);
    }

    /**
     * @param tokens shape (some, width), float32
     * @return shape (some, {@value #PROTOTYPES}), -1 to 1
     */
    Tensor apply(Tensor tokens, Weights weights) {
        Tensor x = layers.get(0).apply(tokens, weights);
        x = layers.get(1).apply(gelu(x), weights);
        x = layers.get(2).apply(gelu(x), weights);
        return normalize(x).matmul(normalize(weights.get(prototypes)).t());
    }
}

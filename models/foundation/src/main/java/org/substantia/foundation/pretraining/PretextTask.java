package org.substantia.foundation.pretraining;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.substantia.base.random.RandomStream;
import org.substantia.foundation.encoder.Architecture;
import org.substantia.foundation.encoder.TokenGrid;
import org.substantia.foundation.encoder.VisionEncoder;
import org.substantia.learning.layer.Declarations;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.layer.Weights;

/** What an encoder is asked about slices that nobody has labeled. It holds no tensors: weights come with each call. */
interface PretextTask {
    String POSITIONS = "pos_embed";

    VisionEncoder encoder();

    /** All that is trained or kept: the encoder's by its own names, and what is thrown away in the end. */
    Declarations declarations();

    /** Random, but for the positions, which begin as sines. The same seed gives the same numbers on every machine. */
    default Parameters initialize(long seed, Device device) {
        RandomStream random = new RandomStream(seed);
        Architecture architecture = encoder().architecture();
        int side = architecture.embedding().grid();
        return Parameters.of(
                declarations(),
                d -> {
                    float[] values = d.initial(random);
                    return d.name().equals(POSITIONS)
                            ? SinePositions.withClassToken(new TokenGrid(side, side), architecture.width())
                            : values;
                },
                device);
    }

    /**
     * What is to become small. To be called within a {@link PointerScope}.
     *
     * @param images shape (batch, 3, rows, columns) of whole patches, normalized as the encoder wants it
     * @param random decides all that is random
     * @return a scalar
     */
    Tensor loss(Tensor images, RandomStream random, Weights weights);

    /**
     * Changes what no gradient changes; to be called after each step of the optimizer.
     *
     * @param progress share of the run that is over, 0 to 1
     */
    void follow(Parameters weights, double progress);

    /** The encoder as it is to be used, by its own names. */
    Weights result(Weights weights);
}

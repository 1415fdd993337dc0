package org.substantia.cli;

import java.util.Optional;
import org.substantia.foundation.encoder.Activation;
import org.substantia.foundation.encoder.Architecture;
import org.substantia.foundation.encoder.Family;
import org.substantia.foundation.encoder.PositionRule;
import org.substantia.foundation.layer.Bias;

/** An encoder that is small enough for tests of commands. */
public final class TinyEncoder {
    public static final Architecture SHAPE = new Architecture(
            Family.DINOV2,
            new Architecture.Embedding(4, 3, true, PositionRule.BICUBIC_OFFSET, 0, true),
            16,
            2,
            2,
            32,
            Activation.GELU,
            Bias.FULL,
            true,
            1e-6,
            0,
            Optional.empty());

    private TinyEncoder() {}
}

package org.substantia.foundation.pretraining;

import java.util.Optional;
import org.substantia.foundation.encoder.Activation;
import org.substantia.foundation.encoder.Architecture;
import org.substantia.foundation.encoder.Family;
import org.substantia.foundation.encoder.PositionRule;
import org.substantia.foundation.layer.Bias;

/** Encoders that a CPU can train: vision transformers of DINOv2's layout, with patches of {@value #PATCH} pixels. */
public enum EncoderShape {
    /** To try things out: 0.1 million weights. */
    TINY(64, 2, 2, 6),
    /** 0.8 million weights: an hour of one processor core teaches it something. */
    SMALL(128, 4, 4, 12),
    /** 5.4 million weights, the size of ViT-Ti; for a GPU or a night. */
    MEDIUM(192, 12, 3, 12);

    private static final int PATCH = 8;

    private final int width;
    private final int depth;
    private final int heads;
    private final int grid;

    EncoderShape(int width, int depth, int heads, int grid) {
        this.width = width;
        this.depth = depth;
        this.heads = heads;
        this.grid = grid;
    }

    /** The network. Positions follow transformers' rule, in whose layout the encoder is written. */
    public Architecture architecture() {
        return network(width, depth);
    }

    /** What restores hidden patches: of half the width and two blocks. Only its blocks and its last norm are used. */
    Architecture decoder() {
        return network(width / 2, 2);
    }

    private Architecture network(int width, int depth) {
        return new Architecture(
                Family.DINOV2,
                new Architecture.Embedding(PATCH, grid, true, PositionRule.BICUBIC, 0, true),
                width,
                depth,
                heads,
                4 * width,
                Activation.GELU,
                Bias.FULL,
                true,
                1e-6,
                0,
                Optional.empty());
    }
}

package org.substantia.foundation.encoder;

import java.util.Optional;
import org.substantia.foundation.layer.Bias;

/**
 * The shape of a vision transformer, told from its file.
 *
 * @param family whose code it follows
 * @param embedding of patches and tokens
 * @param width of a token
 * @param depth blocks
 * @param heads of attention; divides the width
 * @param hidden numbers between the two matrices of a feed-forward part
 * @param activation between them
 * @param attentionBias of queries, keys and values
 * @param layerScale whether each block's parts are scaled before they are added
 * @param normEpsilon of the normalizations
 * @param projection outputs of a matrix behind the class token, 0 for none
 * @param windows of SAM's encoder
 */
public record Architecture(
        Family family,
        Embedding embedding,
        int width,
        int depth,
        int heads,
        int hidden,
        Activation activation,
        Bias attentionBias,
        boolean layerScale,
        double normEpsilon,
        int projection,
        Optional<Windows> windows) {
    /**
     * @param patch rows and columns of a patch, in pixels
     * @param grid rows and columns of patches that the network was trained on; 0 with rotary positions
     * @param absolutePositions whether positions are added to the tokens
     * @param positions for images of another size
     * @param registers tokens behind the class token that stand for no patch
     * @param maskToken whether the file has a token that replaces masked patches
     */
    public record Embedding(
            int patch, int grid, boolean absolutePositions, PositionRule positions, int registers, boolean maskToken) {
        public Embedding with(PositionRule rule) {
            return new Embedding(patch, grid, absolutePositions, rule, registers, maskToken);
        }
    }

    /** @throws IllegalArgumentException if the heads do not divide the width */
    public Architecture {
        if (heads < 1 || width % heads != 0) {
            throw new IllegalArgumentException(heads + " heads do not divide a width of " + width);
        }
    }

    /** The same network under another rule for positions. */
    public Architecture with(PositionRule rule) {
        return new Architecture(
                family,
                embedding.with(rule),
                width,
                depth,
                heads,
                hidden,
                activation,
                attentionBias,
                layerScale,
                normEpsilon,
                projection,
                windows);
    }

    /** Numbers of one head. */
    public int headWidth() {
        return width / heads;
    }

    /** SAM's has none. */
    public boolean classToken() {
        return family != Family.SAM;
    }

    /** Tokens that stand for no patch: class and registers. */
    public int extraTokens() {
        return classToken() ? 1 + embedding.registers() : 0;
    }

    /** CLIP normalizes the tokens before the first block. */
    public boolean normBefore() {
        return family == Family.CLIP;
    }
}

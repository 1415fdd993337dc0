package org.substantia.foundation.encoder;

/**
 * How positions are found for an image of another size than the network was trained on. Rules differ between programs,
 * and what was adapted under one is off under another: the rule is stored with every adapter.
 */
public enum PositionRule {
    /**
     * Bicubic (a = -0.75) by the scale (n + 0.1) / trained rows: DINOv2 without registers, official code.
     *
     * @see <a href="https://github.com/facebookresearch/dinov2">interpolate_pos_encoding</a>
     */
    BICUBIC_OFFSET,
    /** Bicubic (a = -0.5) with antialiasing: DINOv2 with registers in either code; timm. */
    BICUBIC_ANTIALIASED,
    /** Bicubic (a = -0.75) to the new size: transformers' DINOv2 without registers, CLIP; also SAM here. */
    BICUBIC,
    /** Rotary, with the periods in the file, which the published files round to bfloat16: DINOv3, official code. */
    ROTARY,
    /** Rotary, with exact periods: transformers' DINOv3. */
    ROTARY_EXACT;

    /** Whether positions turn queries and keys, instead of being added to the tokens. */
    public boolean isRotary() {
        return this == ROTARY || this == ROTARY_EXACT;
    }
}

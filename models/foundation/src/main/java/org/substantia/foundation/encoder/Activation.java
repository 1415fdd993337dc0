package org.substantia.foundation.encoder;

/** What stands between the two matrices of a feed-forward part. */
public enum Activation {
    /** Exact GELU (by the error function). */
    GELU,
    /** {@code x sigmoid(1.702 x)}, OpenAI's CLIP. */
    QUICK_GELU,
    /** {@code silu(first half) * second half} (Shazeer 2020). */
    SWIGLU
}

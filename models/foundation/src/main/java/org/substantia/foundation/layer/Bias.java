package org.substantia.foundation.layer;

/** Whether a linear layer adds a constant to its outputs. */
public enum Bias {
    NONE,
    FULL,
    /** To the outer thirds only: queries and values have a bias, keys between them none (DINOv3). */
    WITHOUT_KEYS
}

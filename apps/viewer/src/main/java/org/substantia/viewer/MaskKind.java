package org.substantia.viewer;

/** Where a mask comes from. */
public enum MaskKind {
    /** From the program or a submission. */
    PREDICTION,
    /** What the prediction is compared with. */
    TRUTH
}

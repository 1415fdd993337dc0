package org.substantia.annotation;

/** How far a rater's mask is. */
public enum DrawingState {
    /** Nothing was drawn. */
    EMPTY,
    /** Something was drawn, and not signed since. */
    DRAWN,
    /** Declared final. */
    SIGNED
}

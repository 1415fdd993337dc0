package org.substantia.annotation;

/** What made an event. */
public enum Tool {
    /** The first line of every log: names case, scheme, rater and grid. */
    OPEN,
    BRUSH,
    ERASER,
    /** A closed contour, filled. */
    TRACE,
    /** The boundary search's result, accepted. */
    SNAP,
    /** A contour copied to the next slice and moved to its edge there, accepted. */
    COPY_SNAP,
    /** Drawn in by shape between two slices, accepted. */
    INTERPOLATE,
    /** Taken from a model's prediction into empty slices. */
    PREDICT,
    /** What two raters drew alike. */
    AGREED,
    /** A difference decided for the first rater. */
    ACCEPT_FIRST,
    /** A difference decided for the second rater. */
    ACCEPT_SECOND,
    /** A difference decided for the shape-based middle. */
    ACCEPT_MIDDLE,
    /** A difference settled by what was drawn anew. */
    REDRAWN,
    /** Takes back the latest group of edits. */
    UNDO,
    /** Brings back the group of edits taken back last. */
    REDO,
    /** Declares the mask final; no edit follows but after {@link #REOPEN}. */
    SIGN,
    /** Opens a signed mask again, for a reason. */
    REOPEN;

    /** Whether it decides a difference of two raters, which is kept even where no voxel changes. */
    boolean isDecision() {
        return this == ACCEPT_FIRST || this == ACCEPT_SECOND || this == ACCEPT_MIDDLE || this == REDRAWN;
    }

    /** Whether events of this kind change voxels of their own accord. */
    boolean isEdit() {
        return this != OPEN && this != UNDO && this != REDO && this != SIGN && this != REOPEN;
    }
}

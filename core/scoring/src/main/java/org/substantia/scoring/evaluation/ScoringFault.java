package org.substantia.scoring.evaluation;

import org.substantia.cohort.anatomy.LabelScheme;

/**
 * Why a mask of a case could not be scored.
 *
 * @param scheme the kind of mask
 * @param kind what is wrong, for programs
 * @param message what is wrong, for people: one line that names the file
 */
public record ScoringFault(LabelScheme scheme, Kind kind, String message) {
    /** What can be wrong with a mask. */
    public enum Kind {
        /** The reference is not there while other cases have one. */
        REFERENCE_MISSING,
        /** The reference is there but cannot be used. */
        REFERENCE_UNREADABLE,
        /** The case was not predicted. */
        PREDICTION_MISSING,
        /** The prediction is there but cannot be used. */
        PREDICTION_UNREADABLE,
        /** Reference and prediction differ in size. */
        SIZE_DIFFERS
    }

    /** Whether the fault is the reference's, so that the case says nothing of the prediction. */
    public boolean ofReference() {
        return kind == Kind.REFERENCE_MISSING || kind == Kind.REFERENCE_UNREADABLE;
    }
}

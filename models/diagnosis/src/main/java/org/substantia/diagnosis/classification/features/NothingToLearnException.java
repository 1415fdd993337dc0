package org.substantia.diagnosis.classification.features;

/**
 * The patients at hand do not allow what was asked: there are too few of them or of their groups, or they have no
 * evidence that a classifier could learn from. A fault of the data, other than any further illegal argument.
 */
public final class NothingToLearnException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /** @param message one line saying what is missing */
    public NothingToLearnException(String message) {
        super(message);
    }
}

package org.substantia.diagnosis.classification.features;

/** The training patients have no evidence of the families wanted that a classifier could learn from. */
public final class NothingToLearnException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /** @param message one line saying what is missing */
    public NothingToLearnException(String message) {
        super(message);
    }
}

package org.substantia.synthesis.image.protocol;

/** How widely imaging parameters are drawn. */
public enum AcquisitionDomain {
    /** Scans like those of the challenge. */
    REALISTIC,
    /**
     * Mostly realistic, some with domain randomization: for training that should withstand other scanners and
     * incomplete cases.
     */
    RANDOMIZED
}

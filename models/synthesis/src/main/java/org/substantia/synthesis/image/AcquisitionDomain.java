package org.substantia.synthesis.image;

/** How widely imaging parameters are drawn. */
public enum AcquisitionDomain {
    /** Scans like Ruijin's. */
    REALISTIC,
    /** Mostly realistic, some wild: for training that should withstand other scanners and incomplete cases. */
    RANDOMIZED
}

package org.substantia.segmentation.quality;

/** What to do with a segmentation. */
public enum QcStatus {
    OK,
    /** Something looks wrong; a person should look at it. */
    REVIEW,
    /** Most structures that should be in view were not found. */
    FAILED
}

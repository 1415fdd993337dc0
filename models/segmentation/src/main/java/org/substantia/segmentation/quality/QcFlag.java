package org.substantia.segmentation.quality;

/** What may look wrong with one structure. */
public enum QcFlag {
    /** Nothing was labeled although the place where it should lie is in view. */
    MISSING(true),
    /** Its place lies outside the image. */
    OUT_OF_VIEW(false),
    /** It reaches the border of the image, so a part of it may be missing. */
    CUT(true),
    /** Its volume is less or more than that of healthy and sick adults by a factor of 2.2; what is cut may be small. */
    IMPLAUSIBLE_VOLUME(true),
    /** A tenth or more of it lay apart from its largest part; of one without a mirror, from all its large parts. */
    FRAGMENTED(true),
    /** One side is more than 1.8 times the other; both are flagged. */
    ASYMMETRIC(true),
    /** The mean probability over its voxels is below 0.6. */
    LOW_CONFIDENCE(true),
    /** Its centroid lies more than 12 mm from where the other nuclei say. */
    MISPLACED(true);

    private final boolean needsReview;

    QcFlag(boolean needsReview) {
        this.needsReview = needsReview;
    }

    /** Whether a person should look at the case because of it. */
    public boolean needsReview() {
        return needsReview;
    }
}

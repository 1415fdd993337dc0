package org.substantia.imaging.registration;

/** The outcome of a registration, and so which alignment to use. */
public enum RegistrationQuality {
    /** The motion found explains the images clearly better than their headers do. */
    ALIGNED,
    /** No motion is clearly better than the headers' alignment, which stays. */
    HEADERS_SUFFICE,
    /** The best motion is larger than heads move between scans; the headers' alignment stays and deserves a look. */
    IMPLAUSIBLE_MOTION,
    /** Motions far apart explain the images almost equally well; the headers' alignment stays and deserves a look. */
    AMBIGUOUS,
    /**
     * The images overlap too little, or show too little, to be compared; the headers' alignment stays and deserves a
     * look.
     */
    NOT_COMPARABLE;

    /** Whether the alignment that was chosen rests on evidence from the images. */
    public boolean isTrustworthy() {
        return this == ALIGNED || this == HEADERS_SUFFICE;
    }
}

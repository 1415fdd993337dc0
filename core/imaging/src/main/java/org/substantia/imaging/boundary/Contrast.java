package org.substantia.imaging.boundary;

/** Whether a structure is brighter or darker than what lies around it. */
public enum Contrast {
    BRIGHT(1),
    DARK(-1);

    private final int sign;

    Contrast(int sign) {
        this.sign = sign;
    }

    int sign() {
        return sign;
    }
}

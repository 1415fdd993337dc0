package org.substantia.cohort.anatomy;

/** The patient's own side. */
public enum Side {
    RIGHT("r"),
    LEFT("l");

    private final String suffix;

    Side(String suffix) {
        this.suffix = suffix;
    }

    /** {@code r} or {@code l}, as the challenge's tables spell it. */
    public String suffix() {
        return suffix;
    }

    public Side opposite() {
        return this == RIGHT ? LEFT : RIGHT;
    }
}

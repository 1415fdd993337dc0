package org.substantia.imaging.orientation;

/** A direction in the patient, along one of the world's axes. */
public enum AnatomicalDirection {
    /** Right: the first world axis. */
    R(0, 1),
    /** Left. */
    L(0, -1),
    /** Anterior: the second world axis. */
    A(1, 1),
    /** Posterior. */
    P(1, -1),
    /** Superior: the third world axis. */
    S(2, 1),
    /** Inferior. */
    I(2, -1);

    private final int worldAxis;
    private final int sign;

    AnatomicalDirection(int worldAxis, int sign) {
        this.worldAxis = worldAxis;
        this.sign = sign;
    }

    /** 0, 1 or 2: the world axis that runs this way or the opposite way. */
    public int worldAxis() {
        return worldAxis;
    }

    /** 1 along the world axis, -1 against it. */
    public int sign() {
        return sign;
    }

    static AnatomicalDirection of(int worldAxis, boolean positive) {
        return values()[2 * worldAxis + (positive ? 0 : 1)];
    }
}

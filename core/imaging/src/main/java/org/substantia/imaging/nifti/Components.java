package org.substantia.imaging.nifti;

/** Of how many real numbers a voxel consists. */
enum Components {
    /** One. */
    REAL(1),
    /** A real and an imaginary part. */
    COMPLEX(2);

    private static final int COMPLEX64 = 32;
    private static final int COMPLEX128 = 1792;

    private final int count;

    Components(int count) {
        this.count = count;
    }

    int count() {
        return count;
    }

    /** What a datatype's code stands for, if this many are allowed. */
    Components of(int code) {
        return this == COMPLEX && (code == COMPLEX64 || code == COMPLEX128) ? COMPLEX : REAL;
    }

    /** The datatype's code of each part of a voxel. */
    int partCode(int code) {
        if (this == REAL) {
            return code;
        }
        return code == COMPLEX64 ? Datatype.FLOAT32.code() : Datatype.FLOAT64.code();
    }
}

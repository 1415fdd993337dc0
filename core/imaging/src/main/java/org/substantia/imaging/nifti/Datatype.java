package org.substantia.imaging.nifti;

import java.util.Optional;

/** The ways NIfTI stores a real number per voxel that we read. */
public enum Datatype {
    UINT8(2, 1, 0, 255),
    INT8(256, 1, -128, 127),
    INT16(4, 2, Short.MIN_VALUE, Short.MAX_VALUE),
    UINT16(512, 2, 0, 65_535),
    INT32(8, 4, Integer.MIN_VALUE, Integer.MAX_VALUE),
    UINT32(768, 4, 0, 4_294_967_295L),
    INT64(1024, 8, Long.MIN_VALUE, Long.MAX_VALUE),
    /** Its upper half lies beyond {@link #max()}, which is what a {@code long} can say. */
    UINT64(1280, 8, 0, Long.MAX_VALUE),
    FLOAT32(16, 4, 0, 0),
    FLOAT64(64, 8, 0, 0);

    private final int code;
    private final int bytes;
    private final long min;
    private final long max;

    Datatype(int code, int bytes, long min, long max) {
        this.code = code;
        this.bytes = bytes;
        this.min = min;
        this.max = max;
    }

    /** The number that stands for it in a header. */
    public int code() {
        return code;
    }

    /** Bytes per voxel. */
    public int bytes() {
        return bytes;
    }

    public boolean isInteger() {
        return this != FLOAT32 && this != FLOAT64;
    }

    /** The smallest number an integer type holds. */
    public long min() {
        return min;
    }

    /** The largest number an integer type holds. */
    public long max() {
        return max;
    }

    static Optional<Datatype> ofCode(int code) {
        for (Datatype datatype : values()) {
            if (datatype.code == code) {
                return Optional.of(datatype);
            }
        }
        return Optional.empty();
    }

    /** What a code that we do not read stands for. */
    static String describe(int code) {
        return switch (code) {
            case 1 -> "one bit per voxel";
            case 32, 1792, 2048 -> "complex numbers";
            case 128 -> "RGB colors";
            case 2304 -> "RGBA colors";
            case 1536 -> "128-bit floating point numbers";
            default -> "an unknown datatype";
        };
    }
}

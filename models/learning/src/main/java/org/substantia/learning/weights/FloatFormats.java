package org.substantia.learning.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Floats to and from their little-endian bytes in F64, F32, F16 and BF16. Narrowing rounds to the nearest, ties to
 * even, as IEEE 754 and the field's tools do; what is too large becomes infinite, NaN stays NaN. Widening is exact; F64
 * is rounded to float32. Stateless.
 */
public final class FloatFormats {
    private static final int SIGN = 0x8000;
    private static final int INFINITY_BITS = 0x7f800000;
    /** 65520, halfway from the largest half to the next power of two. */
    private static final int HALF_OVERFLOW_BITS = 0x477ff000;
    /** 2^-14, the smallest half that is not subnormal. */
    private static final int HALF_NORMAL_BITS = 0x38800000;
    /** Exponent bias of binary32 less that of binary16, in place. */
    private static final int HALF_REBIAS = 112 << 23;

    private static final float HALF_SUBNORMAL_STEP = 0x1p-24f;

    private FloatFormats() {}

    /**
     * @return a new buffer from position 0 to its limit, little-endian
     * @throws IllegalArgumentException if {@code type} is not a format of floats
     */
    public static ByteBuffer encode(float[] values, TensorType type) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, type.bytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        switch (type) {
            case F64 -> {
                for (int i = 0; i < values.length; i++) {
                    bytes.putDouble(Double.BYTES * i, values[i]);
                }
            }
            case F32 -> bytes.asFloatBuffer().put(values);
            case F16 -> {
                for (int i = 0; i < values.length; i++) {
                    bytes.putShort(2 * i, toHalf(values[i]));
                }
            }
            case BF16 -> {
                for (int i = 0; i < values.length; i++) {
                    bytes.putShort(2 * i, toBfloat16(values[i]));
                }
            }
            default -> throw notFloats(type);
        }
        return bytes;
    }

    /**
     * @param data read from its position to its limit as little-endian, whatever its own order; left as it is
     * @throws IllegalArgumentException if {@code type} is not a format of floats or the bytes are no whole number of
     *     elements
     */
    public static float[] decode(ByteBuffer data, TensorType type) {
        ByteBuffer bytes = data.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.limit() % type.bytes() != 0) {
            throw new IllegalArgumentException(bytes.limit() + " bytes are no whole number of " + type + " elements");
        }
        float[] values = new float[bytes.limit() / type.bytes()];
        switch (type) {
            case F64 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) bytes.getDouble(Double.BYTES * i);
                }
            }
            case F32 -> bytes.asFloatBuffer().get(values);
            case F16 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = fromHalf(bytes.getShort(2 * i));
                }
            }
            case BF16 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = fromBfloat16(bytes.getShort(2 * i));
                }
            }
            default -> throw notFloats(type);
        }
        return values;
    }

    static short toHalf(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & SIGN;
        int magnitude = bits & 0x7fffffff;
        int half;
        if (magnitude > INFINITY_BITS) {
            half = 0x7e00 | ((magnitude >>> 13) & 0x3ff);
        } else if (magnitude >= HALF_OVERFLOW_BITS) {
            half = 0x7c00;
        } else if (magnitude >= HALF_NORMAL_BITS) {
            half = (magnitude - HALF_REBIAS + 0xfff + ((magnitude >>> 13) & 1)) >>> 13;
        } else {
            // The product is exact, rint rounds ties to even, and 1024 is just the bits of the smallest normal half.
            half = (int) Math.rint(Float.intBitsToFloat(magnitude) * 0x1p24);
        }
        return (short) (sign | half);
    }

    static float fromHalf(short half) {
        int sign = (half & SIGN) << 16;
        int exponent = (half >>> 10) & 0x1f;
        int fraction = half & 0x3ff;
        int magnitude;
        if (exponent == 0) {
            magnitude = Float.floatToRawIntBits(fraction * HALF_SUBNORMAL_STEP);
        } else if (exponent == 0x1f) {
            magnitude = INFINITY_BITS | (fraction << 13);
        } else {
            magnitude = ((exponent << 23) + HALF_REBIAS) | (fraction << 13);
        }
        return Float.intBitsToFloat(sign | magnitude);
    }

    static short toBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            // Rounding could carry a NaN into infinity; this makes it a quiet one.
            return (short) ((bits >>> 16) | 0x40);
        }
        return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
    }

    static float fromBfloat16(short value) {
        return Float.intBitsToFloat(value << 16);
    }

    private static IllegalArgumentException notFloats(TensorType type) {
        return new IllegalArgumentException(type + " is not a format of floats");
    }
}

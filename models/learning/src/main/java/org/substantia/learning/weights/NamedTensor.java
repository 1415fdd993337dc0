package org.substantia.learning.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.Arrays;

/**
 * The content of one tensor of a file: row-major, little-endian, last dimension fastest. Immutable as long as nobody
 * writes to the buffer it was made from, which it does not copy.
 *
 * @param name not {@code __metadata__}, which the format keeps for itself
 * @param shape sizes, none negative; empty for a scalar
 * @param data the elements from position to limit, as many bytes as shape and type ask for
 */
@SuppressWarnings("ArrayRecordComponent") // copied in, copied out, compared by content
public record NamedTensor(String name, TensorType type, long[] shape, ByteBuffer data) {
    /** Header key that is not a tensor. */
    static final String RESERVED = "__metadata__";

    /**
     * @throws IllegalArgumentException if the name is reserved, a size is negative or the data do not fill the shape
     *     exactly
     */
    public NamedTensor {
        if (name.equals(RESERVED)) {
            throw new IllegalArgumentException("a tensor cannot be named " + RESERVED);
        }
        shape = shape.clone();
        data = data.slice().asReadOnlyBuffer();
        long needed = byteCount(type, shape);
        if (needed != data.limit()) {
            throw new IllegalArgumentException("tensor '%s' of shape %s needs %d bytes of %s, got %d"
                    .formatted(name, Arrays.toString(shape), needed, type, data.limit()));
        }
    }

    /**
     * The values in the given format, rounded to the nearest.
     *
     * @param type F32, F16 or BF16
     */
    public static NamedTensor ofFloats(String name, TensorType type, long[] shape, float[] values) {
        return new NamedTensor(name, type, shape, FloatFormats.encode(values, type));
    }

    /** A tensor of type I64. */
    public static NamedTensor ofLongs(String name, long[] shape, long[] values) {
        ByteBuffer bytes = littleEndian(ByteBuffer.allocate(Math.multiplyExact(values.length, Long.BYTES)));
        bytes.asLongBuffer().put(values);
        return new NamedTensor(name, TensorType.I64, shape, bytes);
    }

    /** A tensor of type U8 with one dimension; the array is copied. */
    public static NamedTensor ofBytes(String name, byte[] values) {
        return new NamedTensor(name, TensorType.U8, new long[] {values.length}, ByteBuffer.wrap(values.clone()));
    }

    @Override
    public long[] shape() {
        return shape.clone();
    }

    /**
     * A read-only little-endian view of the elements from position 0. It has no accessible array, so JavaCPP would take
     * it for a null pointer: hand tensors to libtorch through {@link #floats()} and its like.
     */
    @Override
    public ByteBuffer data() {
        return littleEndian(data.duplicate());
    }

    /** Number of elements, 1 for a scalar. */
    public int elements() {
        return data.limit() / type.bytes();
    }

    /**
     * The elements widened to floats, a new array.
     *
     * @throws IllegalStateException if the type is not one of floats
     */
    public float[] floats() {
        require(type.isFloat(), "floats");
        return FloatFormats.decode(data, type);
    }

    /**
     * As {@link #floats()}, of a file from elsewhere.
     *
     * @param source the file, for the error
     * @throws WeightsException if an element is not finite
     * @throws IllegalStateException if the type is not one of floats
     */
    public float[] finiteFloats(String source) throws WeightsException {
        float[] values = floats();
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new WeightsException(
                        source, "tensor " + name + " holds numbers that are not finite; the file is damaged");
            }
        }
        return values;
    }

    /** @throws IllegalStateException if the type is not I64 */
    public long[] longs() {
        require(type == TensorType.I64, "longs");
        LongBuffer buffer = data().asLongBuffer();
        long[] values = new long[buffer.limit()];
        buffer.get(values);
        return values;
    }

    /** @throws IllegalStateException if the type is not U8 */
    public byte[] bytes() {
        require(type == TensorType.U8, "bytes");
        byte[] values = new byte[data.limit()];
        data.duplicate().get(values);
        return values;
    }

    private void require(boolean condition, String wanted) {
        if (!condition) {
            throw new IllegalStateException("tensor '%s' holds %s, not %s".formatted(name, type, wanted));
        }
    }

    private static ByteBuffer littleEndian(ByteBuffer buffer) {
        return buffer.order(ByteOrder.LITTLE_ENDIAN);
    }

    /** @throws IllegalArgumentException if a size is negative or the product is no long */
    static long byteCount(TensorType type, long[] shape) {
        long count = type.bytes();
        boolean empty = false;
        for (long size : shape) {
            if (size < 0) {
                throw new IllegalArgumentException("shape " + Arrays.toString(shape) + " has a negative size");
            }
            empty |= size == 0;
        }
        if (empty) {
            return 0;
        }
        try {
            for (long size : shape) {
                count = Math.multiplyExact(count, size);
            }
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("shape " + Arrays.toString(shape) + " is too large", e);
        }
        return count;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NamedTensor that
                && name.equals(that.name)
                && type == that.type
                && Arrays.equals(shape, that.shape)
                && data.equals(that.data);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * name.hashCode() + type.hashCode()) + Arrays.hashCode(shape);
    }

    @Override
    public String toString() {
        return name + " " + type + Arrays.toString(shape);
    }
}

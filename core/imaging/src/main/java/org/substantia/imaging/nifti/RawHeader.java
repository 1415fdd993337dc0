package org.substantia.imaging.nifti;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The 348 or 540 bytes of a header, its fields read and written in place. */
final class RawHeader {
    static final int SIZE_1 = 348;
    static final int SIZE_2 = 540;
    private static final int TEXT_LENGTH = 80;
    private static final int INTENT_NAME_LENGTH = 16;

    private final int version;
    private final byte[] array;
    private final ByteBuffer bytes;

    private RawHeader(int version, ByteOrder order, byte[] array) {
        this.version = version;
        this.array = array;
        this.bytes = ByteBuffer.wrap(array).order(order);
    }

    /** @param bytes as many as a header of that version has; not copied */
    static RawHeader wrap(int version, ByteOrder order, byte[] bytes) {
        return new RawHeader(version, order, bytes);
    }

    /** A header of zeros but for its own size. */
    static RawHeader blank(int version, ByteOrder order) {
        int size = size(version);
        RawHeader header = wrap(version, order, new byte[size]);
        header.bytes.putInt(0, size);
        return header;
    }

    static int size(int version) {
        return version == 1 ? SIZE_1 : SIZE_2;
    }

    RawHeader copy() {
        return wrap(version, byteOrder(), toBytes());
    }

    int version() {
        return version;
    }

    ByteOrder byteOrder() {
        return bytes.order();
    }

    byte[] toBytes() {
        return array.clone();
    }

    /**
     * Where the voxels of a single file begin at the earliest: behind the header and the four bytes that announce
     * extensions.
     */
    int endWithExtensionFlag() {
        return size(version) + 4;
    }

    /** The number as it stands; one that is stored as floating point is cut to its integer part. */
    long integer(HeaderField field, int index) {
        int at = field.offset(version, index);
        return switch (field.kind(version)) {
            case INT8 -> bytes.get(at);
            case INT16 -> bytes.getShort(at);
            case INT32 -> bytes.getInt(at);
            case INT64 -> bytes.getLong(at);
            case FLOAT32 -> (long) bytes.getFloat(at);
            case FLOAT64 -> (long) bytes.getDouble(at);
        };
    }

    long integer(HeaderField field) {
        return integer(field, 0);
    }

    double real(HeaderField field, int index) {
        int at = field.offset(version, index);
        return switch (field.kind(version)) {
            case FLOAT32 -> bytes.getFloat(at);
            case FLOAT64 -> bytes.getDouble(at);
            default -> integer(field, index);
        };
    }

    double real(HeaderField field) {
        return real(field, 0);
    }

    void put(HeaderField field, int index, double value) {
        int at = field.offset(version, index);
        switch (field.kind(version)) {
            case INT8 -> bytes.put(at, (byte) value);
            case INT16 -> bytes.putShort(at, (short) value);
            case INT32 -> bytes.putInt(at, (int) value);
            case INT64 -> bytes.putLong(at, (long) value);
            case FLOAT32 -> bytes.putFloat(at, (float) value);
            case FLOAT64 -> bytes.putDouble(at, value);
        }
    }

    void put(HeaderField field, double value) {
        put(field, 0, value);
    }

    /** Whether the voxels lie in a file of their own; says nothing unless {@link #hasMagic()}. */
    boolean isPair() {
        return magicByte(1) == 'i';
    }

    /** Whether it says that it is NIfTI of its version. */
    boolean hasMagic() {
        return magicByte(0) == 'n'
                && (magicByte(1) == 'i' || magicByte(1) == '+')
                && magicByte(2) == '0' + version
                && magicByte(3) == 0;
    }

    /** Whether the bytes that a transfer as text would have changed are as they should be. */
    boolean hasIntactLineEnds() {
        return version == 1
                || (magicByte(4) == '\r' && magicByte(5) == '\n' && magicByte(6) == 0x1a && magicByte(7) == '\n');
    }

    void putMagic(boolean pair) {
        String magic = (pair ? "ni" : "n+") + version + "\0" + (version == 1 ? "" : "\r\n\u001a\n");
        byte[] ascii = magic.getBytes(StandardCharsets.US_ASCII);
        bytes.put(HeaderField.MAGIC.offset(version, 0), ascii);
    }

    private int magicByte(int index) {
        return bytes.get(HeaderField.MAGIC.offset(version, index));
    }

    /** The description up to its first zero byte. */
    String description() {
        int at = HeaderField.DESCRIP.offset(version, 0);
        int length = 0;
        while (length < TEXT_LENGTH && bytes.get(at + length) != 0) {
            length++;
        }
        return new String(array, at, length, StandardCharsets.ISO_8859_1);
    }

    /** Takes out what an image's voxels are meant to say, which does not hold for new voxels. */
    void clearIntent() {
        put(HeaderField.INTENT_CODE, 0);
        for (int i = 0; i < 3; i++) {
            put(HeaderField.INTENT_P, i, 0);
        }
        for (int i = 0; i < INTENT_NAME_LENGTH; i++) {
            put(HeaderField.INTENT_NAME, i, 0);
        }
    }
}

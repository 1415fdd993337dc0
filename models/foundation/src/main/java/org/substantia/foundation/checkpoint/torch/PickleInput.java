package org.substantia.foundation.checkpoint.torch;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The bytes of pickles, from the buffer's position on; every length is checked before anything is made of it. */
final class PickleInput {
    private final ByteBuffer bytes;
    private final int begin;

    /** @param bytes its position moves on */
    PickleInput(ByteBuffer bytes) {
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
        begin = bytes.position();
    }

    /** How many bytes were read. */
    long taken() {
        return (long) bytes.position() - begin;
    }

    int unsignedByte() throws PickleException {
        need(1);
        return bytes.get() & 0xff;
    }

    int unsignedShort() throws PickleException {
        need(2);
        return bytes.getShort() & 0xffff;
    }

    int signedInt() throws PickleException {
        need(4);
        return bytes.getInt();
    }

    long unsignedInt() throws PickleException {
        return Integer.toUnsignedLong(signedInt());
    }

    long signedLong() throws PickleException {
        need(8);
        return bytes.getLong();
    }

    double bigEndianDouble() throws PickleException {
        return Double.longBitsToDouble(Long.reverseBytes(signedLong()));
    }

    /** UTF-8; lone surrogates, which Python's pickles may hold, become question marks. */
    String text(long length) throws PickleException {
        return new String(raw(length), StandardCharsets.UTF_8);
    }

    byte[] raw(long length) throws PickleException {
        need(length);
        byte[] raw = new byte[(int) length];
        bytes.get(raw);
        return raw;
    }

    void skip(long length) throws PickleException {
        need(length);
        bytes.position(bytes.position() + (int) length);
    }

    /** To the next line feed, without it. */
    String line() throws PickleException {
        int start = bytes.position();
        try {
            while (bytes.get() != '\n') {
                // on to the line's end
            }
        } catch (BufferUnderflowException e) {
            throw cut();
        }
        int end = bytes.position() - 1;
        bytes.position(start);
        String line = text(end - start);
        bytes.position(end + 1);
        return line;
    }

    private void need(long count) throws PickleException {
        if (count < 0 || count > bytes.remaining()) {
            throw cut();
        }
    }

    private static PickleException cut() {
        return new PickleException("it is cut short: a value goes on beyond its end");
    }
}

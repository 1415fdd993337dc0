package org.substantia.imaging.nifti;

import java.util.OptionalLong;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Gzipped content of one or more members (RFC 1952; pigz and bgzip write several). Inflates in as large pieces as are
 * asked for, straight into the caller's array, and checks length and checksum of every member it reads to its end.
 */
final class GzipContentStream extends ContentStream {
    /** The most that deflate can expand a byte (a 258-byte match of two bits), and some for the headers. */
    private static final long MAX_EXPANSION = 1032;

    private static final int FLAG_HEADER_CRC = 2;
    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;
    private static final int FLAGS_RESERVED = 0xe0;

    private final StoredBytes stored;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private boolean inMember;
    private boolean atEnd;

    GzipContentStream(String name, OptionalLong storedSize, StoredBytes stored) {
        super(name, storedSize);
        this.stored = stored;
    }

    @Override
    int read(byte[] to, int from, int length) throws NiftiException {
        int done = 0;
        while (done < length) {
            if (!inMember && !openMember()) {
                break;
            }
            done += inflate(to, from + done, length - done);
        }
        return done;
    }

    private int inflate(byte[] to, int from, int length) throws NiftiException {
        if (inflater.needsInput()) {
            if (!stored.fill()) {
                throw truncated();
            }
            inflater.setInput(stored.buffer(), stored.at(), stored.available());
        }
        int before = stored.available();
        int got;
        try {
            got = inflater.inflate(to, from, length);
        } catch (DataFormatException e) {
            throw corrupt(e.getMessage() == null ? "it is not deflate data" : e.getMessage());
        }
        stored.advance(before - inflater.getRemaining());
        crc.update(to, from, got);
        if (inflater.needsDictionary()) {
            throw corrupt("it asks for a dictionary");
        }
        if (inflater.finished()) {
            closeMember();
        }
        return got;
    }

    /** Reads a member's header; false at the end of the content. */
    private boolean openMember() throws NiftiException {
        if (atEnd) {
            return false;
        }
        int first = stored.next();
        // Tapes and some tools pad the last member with zeros, and gzip itself ignores anything else.
        if (first != 0x1f || stored.next() != 0x8b) {
            atEnd = true;
            return false;
        }
        int method = headerByte();
        int flags = headerByte();
        if (method != 8 || (flags & FLAGS_RESERVED) != 0) {
            throw corrupt("its header is damaged");
        }
        // Time, compression level and operating system.
        skipHeader(6);
        if ((flags & FLAG_EXTRA) != 0) {
            skipHeader(headerByte() | headerByte() << 8);
        }
        if ((flags & FLAG_NAME) != 0) {
            skipHeaderText();
        }
        if ((flags & FLAG_COMMENT) != 0) {
            skipHeaderText();
        }
        if ((flags & FLAG_HEADER_CRC) != 0) {
            skipHeader(2);
        }
        inflater.reset();
        crc.reset();
        inMember = true;
        return true;
    }

    private void closeMember() throws NiftiException {
        long length = inflater.getBytesWritten();
        long storedCrc = headerInt();
        long storedLength = headerInt();
        if (storedCrc != crc.getValue() || storedLength != (length & 0xffff_ffffL)) {
            throw corrupt("its checksum does not match");
        }
        inMember = false;
    }

    private int headerByte() throws NiftiException {
        int b = stored.next();
        if (b < 0) {
            throw truncated();
        }
        return b;
    }

    private long headerInt() throws NiftiException {
        return headerByte() | headerByte() << 8 | headerByte() << 16 | (long) headerByte() << 24;
    }

    private void skipHeader(int count) throws NiftiException {
        for (int i = 0; i < count; i++) {
            headerByte();
        }
    }

    private void skipHeaderText() throws NiftiException {
        while (headerByte() != 0) {
            // The text is of no use.
        }
    }

    private NiftiException truncated() {
        return new NiftiException(name(), "the gzip data ends too early; the file is cut off");
    }

    private NiftiException corrupt(String detail) {
        return new NiftiException(name(), "the gzip data is corrupt: " + detail);
    }

    @Override
    long maxContent() {
        return storedSize().isPresent() ? storedSize().getAsLong() * MAX_EXPANSION : Long.MAX_VALUE;
    }

    /** Deflate makes nothing noticeably longer, so there is at least about as much content as is stored. */
    @Override
    boolean guarantees(long contentBytes) {
        return storedSize().isPresent() && contentBytes <= 2 * storedSize().getAsLong();
    }

    /**
     * Reads on a little to reach the member's checksum. Content that goes on for longer is left alone: it is not part
     * of the image, and could be without end.
     */
    @Override
    void finish() throws NiftiException {
        byte[] scratch = new byte[4096];
        for (int extra = 0; inMember && extra < READ_ON; ) {
            extra += inflate(scratch, 0, scratch.length);
        }
    }

    @Override
    public void close() throws NiftiException {
        inflater.end();
        stored.close();
    }
}

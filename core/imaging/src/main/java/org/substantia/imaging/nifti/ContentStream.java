package org.substantia.imaging.nifti;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.OptionalLong;
import org.substantia.base.io.ByteSource;
import org.substantia.base.io.FileFaults;

/**
 * The content of an image source, decompressed, in the order of its bytes. Its reads fail with {@link NiftiException}
 * alone. For one thread.
 */
abstract class ContentStream implements Closeable {
    /** How far {@link #finish()} reads on to reach a checksum. */
    static final int READ_ON = 1 << 16;

    private final String name;
    private final OptionalLong storedSize;

    ContentStream(String name, OptionalLong storedSize) {
        this.name = name;
        this.storedSize = storedSize;
    }

    /** Opens a source, gzipped or not. */
    static ContentStream open(ByteSource source) throws NiftiException {
        try {
            OptionalLong size = source.size();
            StoredBytes stored = new StoredBytes(source.name(), source.open(), size);
            try {
                return stored.startsWithGzipMagic()
                        ? new GzipContentStream(source.name(), size, stored)
                        : new PlainContentStream(source.name(), size, stored);
            } catch (NiftiException e) {
                stored.close();
                throw e;
            }
        } catch (NiftiException e) {
            throw e;
        } catch (IOException e) {
            throw unreadable(source.name(), e);
        }
    }

    /** The content's fault-naming exception for a failure of the storage. */
    static NiftiException unreadable(String name, IOException e) {
        if (e instanceof NoSuchFileException) {
            return new NiftiException(name, "no such file", e);
        }
        String reason = FileFaults.reason(e);
        String named = name + ": ";
        // An archive's entry names itself, and says more than that it cannot be read.
        return reason.startsWith(named)
                ? new NiftiException(name, reason.substring(named.length()), e)
                : new NiftiException(name, "cannot be read: " + reason, e);
    }

    final String name() {
        return name;
    }

    /** How many bytes are stored, compressed or not, where that is known. */
    final OptionalLong storedSize() {
        return storedSize;
    }

    /**
     * Reads until {@code length} bytes are there or the content ends.
     *
     * @return how many bytes were read, {@code length} unless the content ended
     */
    abstract int read(byte[] to, int from, int length) throws NiftiException;

    /** Passes over bytes; fewer when the content ends. */
    final long skip(long count) throws NiftiException {
        byte[] scratch = new byte[(int) Math.min(count, 8192)];
        long skipped = 0;
        while (skipped < count) {
            int wanted = (int) Math.min(scratch.length, count - skipped);
            int got = read(scratch, 0, wanted);
            skipped += got;
            if (got < wanted) {
                break;
            }
        }
        return skipped;
    }

    /** The most bytes the whole content can have; {@code Long.MAX_VALUE} when nothing is known. */
    abstract long maxContent();

    /**
     * Whether memory for this much content may be allocated before it has been seen: it is there, or so many bytes are
     * stored that no sound file of that size holds less than half of it.
     */
    abstract boolean guarantees(long contentBytes);

    @Override
    public abstract void close() throws NiftiException;

    /**
     * Called after the last byte that is needed: checks what can be checked of the content without reading much more of
     * it.
     */
    abstract void finish() throws NiftiException;

    /** A stored stream behind a buffer. */
    static final class StoredBytes implements Closeable {
        private static final int MAX_BUFFER = 1 << 17;

        private final String name;
        private final InputStream in;
        private final byte[] buffer;
        private int at;
        private int end;

        StoredBytes(String name, InputStream in, OptionalLong size) {
            this.name = name;
            this.in = in;
            // One more than the whole lets a single read see the end; two are needed for the magic bytes.
            this.buffer = new byte[(int) Math.max(2, Math.min(MAX_BUFFER, size.orElse(MAX_BUFFER) + 1))];
        }

        private boolean startsWithGzipMagic() throws NiftiException {
            while (end < 2) {
                int got = read(buffer, end, buffer.length - end);
                if (got < 0) {
                    return false;
                }
                end += got;
            }
            return buffer[0] == 0x1f && buffer[1] == (byte) 0x8b;
        }

        /** Makes sure that the buffer holds a byte; false at the end. */
        boolean fill() throws NiftiException {
            if (at == end) {
                at = 0;
                end = Math.max(0, read(buffer, 0, buffer.length));
            }
            return at < end;
        }

        /** The next byte, or -1 at the end. */
        int next() throws NiftiException {
            return fill() ? buffer[at++] & 0xff : -1;
        }

        byte[] buffer() {
            return buffer;
        }

        int at() {
            return at;
        }

        int available() {
            return end - at;
        }

        void advance(int count) {
            at += count;
        }

        /** Like {@link InputStream#read(byte[], int, int)}, past the buffer: only for when it is empty. */
        int read(byte[] to, int from, int length) throws NiftiException {
            try {
                int got;
                do {
                    got = in.read(to, from, length);
                } while (got == 0 && length > 0);
                return got;
            } catch (IOException e) {
                throw unreadable(name, e);
            }
        }

        @Override
        public void close() throws NiftiException {
            try {
                in.close();
            } catch (IOException e) {
                throw unreadable(name, e);
            }
        }
    }
}

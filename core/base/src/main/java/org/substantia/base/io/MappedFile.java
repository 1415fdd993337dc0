package org.substantia.base.io;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file of any length whose bytes are looked at where they lie, without being read into memory first. The file must
 * not be changed or cut short while a part of it is in use; the mapping ends when the last part is garbage. Immutable
 * and safe to share.
 */
public final class MappedFile {
    private final Path file;
    private final long length;
    private final ByteBuffer whole;

    private MappedFile(Path file, long length, ByteBuffer whole) {
        this.file = file;
        this.length = length;
        this.whole = whole;
    }

    /** @throws IOException if the file cannot be opened or mapped */
    public static MappedFile open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long length = channel.size();
            // One mapping where it can be one: how many a process may have is limited.
            ByteBuffer whole = length <= Integer.MAX_VALUE
                    ? channel.map(FileChannel.MapMode.READ_ONLY, 0, length)
                    : ByteBuffer.allocate(0);
            return new MappedFile(file, length, whole);
        }
    }

    /** In bytes. */
    public long length() {
        return length;
    }

    /**
     * Bytes {@code begin} to {@code begin + count}, little-endian, read-only, from position 0 to the limit.
     *
     * @param count at most {@code Integer.MAX_VALUE}
     * @throws EOFException if the file has no such bytes
     * @throws IOException if they cannot be mapped
     */
    public ByteBuffer slice(long begin, long count) throws IOException {
        if (begin < 0 || count < 0 || begin > length - count) {
            throw new EOFException("bytes " + begin + " to " + (begin + count) + " of " + length + " do not exist");
        }
        if (count > Integer.MAX_VALUE) {
            throw new IOException("a part of " + count + " bytes is too long, at most " + Integer.MAX_VALUE);
        }
        return part(begin, (int) count).order(ByteOrder.LITTLE_ENDIAN);
    }

    private ByteBuffer part(long begin, int count) throws IOException {
        if (length <= Integer.MAX_VALUE) {
            return whole.slice((int) begin, count);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, begin, count);
        }
    }
}

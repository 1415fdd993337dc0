package org.substantia.foundation.checkpoint.torch;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.substantia.base.io.MappedFile;

/**
 * The entries of a zip archive that lie in it as they are, looked at in place: {@code java.util.zip} would copy them.
 * Zip64 included. Compressed entries are listed and refused when they are asked for, so that no bomb is ever unpacked.
 *
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">the format</a>
 */
final class StoredZip {
    private static final int END = 0x06054b50;
    private static final int END_LENGTH = 22;
    private static final int MAX_COMMENT = 0xffff;
    private static final int LOCATOR64 = 0x07064b50;
    private static final int LOCATOR64_LENGTH = 20;
    private static final int END64 = 0x06064b50;
    private static final int END64_LENGTH = 56;
    private static final int CENTRAL = 0x02014b50;
    private static final int CENTRAL_LENGTH = 46;
    private static final int LOCAL = 0x04034b50;
    private static final int LOCAL_LENGTH = 30;
    private static final int EXTRA64 = 1;
    private static final long IN_EXTRA = 0xffffffffL;

    /** Where an entry is. */
    private record Entry(int method, long compressed, long size, long header) {}

    private final MappedFile file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private StoredZip(MappedFile file) {
        this.file = file;
    }

    /** @throws PickleException if the archive is damaged */
    static StoredZip open(MappedFile file) throws IOException {
        StoredZip zip = new StoredZip(file);
        try {
            zip.readDirectory();
        } catch (EOFException e) {
            throw new PickleException("its zip archive is damaged or cut short");
        }
        return zip;
    }

    private void readDirectory() throws IOException {
        int tail = (int) Math.min(file.length(), END_LENGTH + MAX_COMMENT);
        long begin = file.length() - tail;
        ByteBuffer bytes = file.slice(begin, tail);
        int end = tail - END_LENGTH;
        while (end >= 0 && bytes.getInt(end) != END) {
            end--;
        }
        if (end < 0) {
            throw new PickleException("its zip archive is cut short: the list of its entries is missing");
        }
        long count = bytes.getShort(end + 10) & 0xffff;
        long length = Integer.toUnsignedLong(bytes.getInt(end + 12));
        long offset = Integer.toUnsignedLong(bytes.getInt(end + 16));
        if (count == 0xffff || length == IN_EXTRA || offset == IN_EXTRA) {
            ByteBuffer locator = file.slice(begin + end - LOCATOR64_LENGTH, LOCATOR64_LENGTH);
            require(locator.getInt(0) == LOCATOR64);
            ByteBuffer end64 = file.slice(locator.getLong(8), END64_LENGTH);
            require(end64.getInt(0) == END64);
            length = end64.getLong(40);
            offset = end64.getLong(48);
        }
        ByteBuffer directory = file.slice(offset, length);
        while (directory.remaining() >= CENTRAL_LENGTH) {
            readEntry(directory);
        }
    }

    private void readEntry(ByteBuffer directory) throws IOException {
        int at = directory.position();
        require(directory.getInt(at) == CENTRAL);
        int nameLength = directory.getShort(at + 28) & 0xffff;
        int extraLength = directory.getShort(at + 30) & 0xffff;
        int commentLength = directory.getShort(at + 32) & 0xffff;
        long total = (long) CENTRAL_LENGTH + nameLength + extraLength + commentLength;
        require(total <= directory.remaining());
        byte[] name = new byte[nameLength];
        directory.position(at + CENTRAL_LENGTH).get(name);
        long[] places = {
            Integer.toUnsignedLong(directory.getInt(at + 24)),
            Integer.toUnsignedLong(directory.getInt(at + 20)),
            Integer.toUnsignedLong(directory.getInt(at + 42))
        };
        readExtra64(directory, at + CENTRAL_LENGTH + nameLength, extraLength, places);
        Entry entry = new Entry(directory.getShort(at + 10) & 0xffff, places[1], places[0], places[2]);
        directory.position(at + (int) total);
        if (entries.putIfAbsent(new String(name, StandardCharsets.UTF_8), entry) != null) {
            throw new PickleException(
                    "its zip archive holds two entries of the name " + new String(name, StandardCharsets.UTF_8));
        }
    }

    /** The zip64 field holds those of size, compressed size and place that do not fit their 32 bits. */
    private static void readExtra64(ByteBuffer directory, int begin, int length, long[] places) throws IOException {
        int at = begin;
        while (at + 4 <= begin + length) {
            int id = directory.getShort(at) & 0xffff;
            int fieldEnd = at + 4 + (directory.getShort(at + 2) & 0xffff);
            at += 4;
            for (int i = 0; id == EXTRA64 && i < places.length; i++) {
                if (places[i] == IN_EXTRA) {
                    require(at + 8 <= Math.min(fieldEnd, begin + length));
                    places[i] = directory.getLong(at);
                    at += 8;
                }
            }
            at = fieldEnd;
        }
    }

    private static void require(boolean sound) throws PickleException {
        if (!sound) {
            throw new PickleException("its zip archive is damaged");
        }
    }

    /** Names in the order of the archive's list. */
    Iterable<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    boolean contains(String name) {
        return entries.containsKey(name);
    }

    /**
     * An entry's bytes, where they lie.
     *
     * @throws PickleException if there is no such entry, or it is compressed
     */
    ByteBuffer content(String name) throws IOException {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new PickleException("its zip archive lacks the entry " + name);
        }
        if (entry.method != 0 || entry.compressed != entry.size) {
            throw new PickleException("its entry " + name + " is compressed, which torch.save never does");
        }
        try {
            ByteBuffer local = file.slice(entry.header, LOCAL_LENGTH);
            require(local.getInt(0) == LOCAL);
            long begin = entry.header + LOCAL_LENGTH + (local.getShort(26) & 0xffff) + (local.getShort(28) & 0xffff);
            return file.slice(begin, entry.size);
        } catch (EOFException e) {
            throw new PickleException("its zip archive is cut short: entry " + name + " goes on beyond its end");
        }
    }
}

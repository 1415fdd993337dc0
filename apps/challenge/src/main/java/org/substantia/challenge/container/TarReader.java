package org.substantia.challenge.container;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a tar archive from strangers, entry by entry: ustar, GNU's long names, pax headers. Nothing is trusted: sums
 * are checked, headers are bounded, and what is cut short is told. Not thread-safe. Format: POSIX.1-2017, pax.
 */
final class TarReader {
    private static final int BLOCK = 512;
    private static final int MAX_NAME = 1 << 16;
    private static final int MAX_PAX = 1 << 20;

    private final InputStream in;
    private long position = 0;
    private long left = 0;
    private long padding = 0;
    private String name = "";

    TarReader(InputStream in) {
        this.in = in;
    }

    /** What an entry is. */
    enum Type {
        FILE,
        DIRECTORY,
        SYMBOLIC_LINK,
        HARD_LINK,
        /** A device or a pipe. */
        SPECIAL,
        /** A file with holes, which is larger than what the archive holds of it. */
        SPARSE,
        UNKNOWN
    }

    /**
     * An entry as the archive has it.
     *
     * @param link where a link points to
     * @param size bytes of content that follow
     * @param mode permissions with the bits for set-user-id and its like
     */
    record Entry(String name, Type type, String link, long size, int mode, int user, int group) {}

    /** How many bytes were read so far: after {@link #next}, where the entry's content begins. */
    long position() {
        return position;
    }

    /**
     * Goes on to the next entry; what was not read of the one before is passed over.
     *
     * @return empty at the end of the archive
     * @throws IOException if this is no tar archive, or it is cut short
     */
    Optional<Entry> next() throws IOException {
        skip(left + padding);
        left = 0;
        padding = 0;
        Map<String, String> pax = new HashMap<>();
        while (true) {
            byte[] header = block();
            if (header.length == 0 || zero(header)) {
                return Optional.empty();
            }
            requireSum(header);
            long size = number(header, 124, 12);
            char type = (char) header[156];
            if (type == 'L' || type == 'K') {
                pax.put(type == 'L' ? "path" : "linkpath", text(small(size, MAX_NAME)));
            } else if (type == 'x') {
                read(small(size, MAX_PAX), pax);
            } else if (type == 'g') {
                small(size, MAX_PAX);
            } else {
                return Optional.of(entry(header, type, size, pax));
            }
        }
    }

    private Entry entry(byte[] header, char type, long headerSize, Map<String, String> pax) throws IOException {
        boolean posix = new String(header, 257, 6, StandardCharsets.ISO_8859_1).equals("ustar\0");
        String prefix = posix ? text(Arrays.copyOfRange(header, 345, 500)) : "";
        String plain = text(Arrays.copyOfRange(header, 0, 100));
        name = pax.getOrDefault("path", prefix.isEmpty() ? plain : prefix + "/" + plain);
        boolean sparse = type == 'S' || pax.keySet().stream().anyMatch(key -> key.startsWith("GNU.sparse."));
        long size = pax.containsKey("size") ? decimal(pax.get("size")) : headerSize;
        Type kind = sparse ? Type.SPARSE : type(type);
        if (kind == Type.FILE && name.endsWith("/")) {
            kind = Type.DIRECTORY;
        }
        left = size;
        padding = (BLOCK - size % BLOCK) % BLOCK;
        return new Entry(
                name,
                kind,
                pax.getOrDefault("linkpath", text(Arrays.copyOfRange(header, 157, 257))),
                size,
                (int) number(header, 100, 8) & 07777,
                (int) (pax.containsKey("uid") ? decimal(pax.get("uid")) : number(header, 108, 8)),
                (int) (pax.containsKey("gid") ? decimal(pax.get("gid")) : number(header, 116, 8)));
    }

    private static Type type(char flag) {
        return switch (flag) {
            case '0', '\0', '7' -> Type.FILE;
            case '1' -> Type.HARD_LINK;
            case '2' -> Type.SYMBOLIC_LINK;
            case '3', '4', '6' -> Type.SPECIAL;
            case '5' -> Type.DIRECTORY;
            default -> Type.UNKNOWN;
        };
    }

    /** The content of the entry; ends with it. Need not be read or closed. */
    InputStream content() {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int from, int length) throws IOException {
                if (left == 0) {
                    return -1;
                }
                int n = in.read(buffer, from, (int) Math.min(length, left));
                if (n < 0) {
                    throw cut();
                }
                left -= n;
                position += n;
                return n;
            }

            @Override
            public long skip(long count) throws IOException {
                long n = in.skip(Math.min(count, left));
                left -= n;
                position += n;
                return n;
            }

            @Override
            public void close() {
                // The archive goes on.
            }
        };
    }

    private EOFException cut() {
        return new EOFException("the archive is cut short" + (name.isEmpty() ? "" : " at " + name));
    }

    /** A block, or nothing where the archive ends without its end marks. */
    private byte[] block() throws IOException {
        byte[] block = in.readNBytes(BLOCK);
        position += block.length;
        if (block.length != 0 && block.length != BLOCK) {
            throw cut();
        }
        return block;
    }

    private byte[] small(long size, int limit) throws IOException {
        if (size < 0 || size > limit) {
            throw new IOException("a header of the archive has " + size + " bytes, more than any honest one");
        }
        byte[] content = in.readNBytes((int) size);
        position += content.length;
        if (content.length < size) {
            throw cut();
        }
        skip((BLOCK - size % BLOCK) % BLOCK);
        return content;
    }

    private void skip(long count) throws IOException {
        long rest = count;
        while (rest > 0) {
            long n = in.skip(rest);
            if (n <= 0) {
                if (in.read() < 0) {
                    throw cut();
                }
                n = 1;
            }
            rest -= n;
            position += n;
        }
    }

    private static boolean zero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private static void requireSum(byte[] header) throws IOException {
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        if (number(header, 148, 8) != sum) {
            throw new IOException("is not a tar archive, or was damaged on its way");
        }
    }

    /** Octal digits, or with the high bit set a binary number. */
    private static long number(byte[] header, int from, int length) throws IOException {
        if ((header[from] & 0x80) != 0) {
            long value = header[from] & 0x3f;
            for (int i = from + 1; i < from + length; i++) {
                if (value > Long.MAX_VALUE >> 9) {
                    throw new IOException("a number in the archive is too large");
                }
                value = value << 8 | (header[i] & 0xff);
            }
            return value;
        }
        long value = 0;
        for (int i = from; i < from + length; i++) {
            int digit = header[i] - '0';
            if (digit >= 0 && digit < 8) {
                value = value << 3 | digit;
            } else if (header[i] != ' ' && header[i] != 0) {
                throw new IOException("is not a tar archive, or was damaged on its way");
            }
        }
        return value;
    }

    private static long decimal(String text) throws IOException {
        if (!text.matches("[0-9]{1,18}")) {
            throw new IOException("a number in the archive is none: " + text.length() + " characters");
        }
        return Long.parseLong(text);
    }

    private static String text(byte[] field) {
        int end = 0;
        while (end < field.length && field[end] != 0) {
            end++;
        }
        return new String(field, 0, end, StandardCharsets.UTF_8);
    }

    /** Records of a pax header: {@code LENGTH KEY=VALUE\n}. */
    private static void read(byte[] content, Map<String, String> pax) throws IOException {
        int at = 0;
        while (at < content.length) {
            int space = at;
            while (space < content.length && content[space] != ' ') {
                space++;
            }
            String digits = new String(content, at, space - at, StandardCharsets.US_ASCII);
            int end = digits.matches("[0-9]{1,7}") ? at + Integer.parseInt(digits) : -1;
            if (end <= space || end > content.length) {
                throw new IOException("a header of the archive is damaged");
            }
            String pair = new String(content, space + 1, end - space - 2, StandardCharsets.UTF_8);
            int equals = pair.indexOf('=');
            if (equals > 0) {
                pax.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
            at = end;
        }
    }
}

package org.substantia.base.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 digests, by which provenance names files. Gather several pieces with {@link #update} and end with
 * {@link #hex()}, or use the static methods for one piece. An instance is for one thread.
 */
public final class Sha256 {
    private static final int BUFFER = 1 << 16;

    private final MessageDigest digest;

    public Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    public static String hex(byte[] content) {
        return new Sha256().update(content).hex();
    }

    /** Of the content as stored, compressed or not. */
    public static String hex(ByteSource source) throws IOException {
        try (InputStream in = source.open()) {
            return new Sha256().update(in).hex();
        }
    }

    /**
     * Of the content as stored, compressed or not.
     *
     * @throws IOException naming the file, if it cannot be read
     */
    public static String hex(Path file) throws IOException {
        try {
            return hex(ByteSource.of(file));
        } catch (IOException e) {
            throw FileFaults.named(file, e);
        }
    }

    public Sha256 update(byte[] content) {
        digest.update(content);
        return this;
    }

    /** The text in UTF-8. */
    public Sha256 update(String text) {
        return update(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads the stream to its end and leaves it open. */
    public Sha256 update(InputStream in) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            digest.update(buffer, 0, n);
        }
        return this;
    }

    /** The stream, whose bytes go into this digest when they are read or skipped. */
    public InputStream through(InputStream in) {
        return new DigestInputStream(in, digest) {
            private final byte[] skipped = new byte[BUFFER];

            @Override
            public long skip(long count) throws IOException {
                return Math.max(0, read(skipped, 0, (int) Math.min(skipped.length, count)));
            }
        };
    }

    /** The digest's 32 bytes; the instance then starts anew. */
    public byte[] bytes() {
        return digest.digest();
    }

    /** The digest as 64 lower-case hexadecimal digits; the instance then starts anew. */
    public String hex() {
        return HexFormat.of().formatHex(bytes());
    }
}

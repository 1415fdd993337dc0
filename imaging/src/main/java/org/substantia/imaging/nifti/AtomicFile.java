package org.substantia.imaging.nifti;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPOutputStream;

/**
 * A file that appears under its name only when it is complete: it is written to a hidden sibling, which {@link
 * #commit()} moves into place and {@link #close()} deletes if that did not happen. Failures are named after the file
 * itself.
 */
final class AtomicFile implements AutoCloseable {
    /** Writes a file's content. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private static final int BUFFER = 1 << 16;

    private final Path path;
    private final Path partial;

    private AtomicFile(Path path, Path partial) {
        this.path = path;
        this.partial = partial;
    }

    /** Writes the content beside {@code path}; {@code gzipLevel} 0 leaves it uncompressed. */
    static AtomicFile write(Path path, int gzipLevel, Content content) throws IOException {
        AtomicFile file = new AtomicFile(path, partialPath(path));
        try {
            try (OutputStream out = open(file.partial, gzipLevel)) {
                content.writeTo(out);
            }
            return file;
        } catch (IOException e) {
            file.close();
            throw file.unwritable(e);
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /** A name that no other writer takes, nor one that a crashed writer left behind. */
    private static Path partialPath(Path path) {
        String unique = ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime());
        return path.resolveSibling("." + path.getFileName() + "." + unique + ".part");
    }

    private static OutputStream open(Path partial, int gzipLevel) throws IOException {
        OutputStream file = Files.newOutputStream(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return gzipLevel == 0 ? new BufferedOutputStream(file, BUFFER) : new LevelledGzip(file, gzipLevel);
    }

    void commit() throws IOException {
        try {
            try {
                Files.move(partial, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(partial, path, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private IOException unwritable(IOException e) {
        String reason;
        if (e instanceof NoSuchFileException) {
            reason = "its folder does not exist";
        } else if (e instanceof FileAlreadyExistsException) {
            reason = "something else of that name is there";
        } else {
            reason = Feed.reason(e);
        }
        return new IOException(path + ": cannot be written: " + reason, e);
    }

    /** Takes away what was written and not committed. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(partial);
        } catch (IOException e) {
            // It stays behind under its hidden name; the failure that led here is the one to report.
        }
    }

    /** Writes a header without time or name, so that the same content gives the same bytes. */
    private static final class LevelledGzip extends GZIPOutputStream {
        LevelledGzip(OutputStream out, int level) throws IOException {
            super(out, BUFFER);
            def.setLevel(level);
        }
    }
}

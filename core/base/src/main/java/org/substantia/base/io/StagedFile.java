package org.substantia.base.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * A file that appears under its name only when it is complete: it is written to a hidden sibling, which
 * {@link #commit()} moves into place and {@link #close()} deletes if that did not happen. Failures are named after the
 * file itself.
 */
public final class StagedFile implements AutoCloseable {
    /** Writes a file's content. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private static final int BUFFER = 1 << 16;

    private final Path path;
    private final Path partial;

    private StagedFile(Path path, Path partial) {
        this.path = path;
        this.partial = partial;
    }

    /**
     * Writes the content beside {@code path}; missing folders are made.
     *
     * @throws IOException naming the file, if it cannot be written; nothing is left behind then
     */
    public static StagedFile write(Path path, Content content) throws IOException {
        Path absolute = path.toAbsolutePath();
        // Not Files.createTempFile, which makes files that only their owner may read.
        StagedFile file = new StagedFile(
                path, absolute.resolveSibling("." + absolute.getFileName() + "." + UUID.randomUUID() + ".part"));
        try {
            try (OutputStream out = new BufferedOutputStream(OutputFolders.newFile(file.partial), BUFFER)) {
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

    /** Gives the file its name; whatever had the name before is replaced. */
    public void commit() throws IOException {
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
        return new IOException(path + ": cannot be written: " + FileFaults.reason(e), e);
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
}

package org.substantia.base.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Tries whether results can be written, before the work that makes them. */
public final class OutputFolders {
    /** More than programs that start together: each takes a folder away once. */
    private static final int ATTEMPTS = 1000;

    private OutputFolders() {}

    /**
     * Makes the folder if it is missing and writes a file of a few bytes into it. Both are then deleted, so that a
     * command that fails before it has a result leaves nothing behind. Safe for use by several threads and programs on
     * the same folder: it stays where another has begun to use it.
     *
     * @throws IOException with one line naming the folder and the reason, if that fails
     */
    public static void requireWritable(Path folder) throws IOException {
        Path absolute = folder.toAbsolutePath();
        Path probe = absolute.resolve("." + UUID.randomUUID() + ".part");
        List<Path> made = missing(absolute);
        try {
            try (OutputStream out = newFile(probe)) {
                out.write(1);
            } finally {
                deleteUnused(probe, made);
            }
        } catch (IOException e) {
            throw new IOException(
                    folder + ": cannot be written to: " + FileFaults.reason(e)
                            + "; name another folder for the results",
                    e);
        }
    }

    /**
     * Makes a file, and the folders that it lies in where they are missing. A folder that is there may be gone before
     * the file is in it, when another program only tries whether it can be written to.
     *
     * @param file absolute, a new name
     */
    static OutputStream newFile(Path file) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                Files.createDirectories(file.getParent());
                return Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            } catch (NoSuchFileException | FileAlreadyExistsException e) {
                // The second is what the JDK says of a folder that was there and then was not.
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** @param made the innermost first */
    private static void deleteUnused(Path probe, List<Path> made) throws IOException {
        // Where its folder is a file, asking to delete it would hide the fault that led here.
        if (Files.exists(probe)) {
            Files.delete(probe);
        }
        try {
            for (Path one : made) {
                Files.deleteIfExists(one);
            }
        } catch (DirectoryNotEmptyException e) {
            // Somebody else writes there by now.
        }
    }

    /** The folder and those above it that are not there yet, the innermost first. */
    private static List<Path> missing(Path folder) {
        List<Path> missing = new ArrayList<>();
        for (Path one = folder; one != null && Files.notExists(one); one = one.getParent()) {
            missing.add(one);
        }
        return missing;
    }

    /** As {@link #requireWritable}, for the folder of a file to be written, which must not be a folder itself. */
    public static void requireWritableFile(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + ": is a folder; name a file for the results");
        }
        requireWritable(file.toAbsolutePath().getParent());
    }
}

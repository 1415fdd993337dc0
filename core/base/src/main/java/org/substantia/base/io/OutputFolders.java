package org.substantia.base.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Tries whether results can be written, before the work that makes them. */
public final class OutputFolders {
    private OutputFolders() {}

    /**
     * Makes the folder if it is missing and writes a file of a few bytes into it. Both are then deleted, so that a
     * command that fails before it has a result leaves nothing behind.
     *
     * @throws IOException with one line naming the folder and the reason, if that fails
     */
    public static void requireWritable(Path folder) throws IOException {
        Path absolute = folder.toAbsolutePath();
        Path probe = absolute.resolve("." + UUID.randomUUID() + ".part");
        List<Path> made = missing(absolute);
        try {
            Files.createDirectories(absolute);
            try {
                Files.write(probe, new byte[] {1}, StandardOpenOption.CREATE_NEW);
            } finally {
                Files.deleteIfExists(probe);
                for (Path one : made) {
                    Files.deleteIfExists(one);
                }
            }
        } catch (IOException e) {
            throw new IOException(
                    folder + ": cannot be written to: " + FileFaults.reason(e)
                            + "; name another folder for the results",
                    e);
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

package org.substantia.challenge.intake;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files stored under their SHA-256; what is there is whole and never changes. Thread-safe. */
public final class Blobs {
    private final Path folder;

    public Blobs(Path dataFolder) {
        folder = dataFolder.resolve("blobs").resolve("sha256");
    }

    /** @throws IllegalArgumentException unless the text is a SHA-256 */
    public Path path(String sha256) {
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("not a SHA-256");
        }
        return folder.resolve(sha256.substring(0, 2)).resolve(sha256.substring(2));
    }

    /**
     * Takes a whole file in: it is on the disk, content and name, before this returns.
     *
     * @param sha256 of the file
     */
    public void take(Path file, String sha256) throws IOException {
        Path target = path(sha256);
        Files.createDirectories(target.getParent());
        sync(file);
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncFolder(target.getParent());
    }

    static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Makes a new name in a folder last; where folders cannot be opened (Windows) the system does so itself. */
    private static void syncFolder(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // See above.
        }
    }
}

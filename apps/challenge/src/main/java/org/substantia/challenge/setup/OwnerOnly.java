package org.substantia.challenge.setup;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.substantia.base.io.FileFaults;

/**
 * Files and folders that nobody but their owner may open, from the moment on at which they are made. On Windows, whose
 * file system knows no such permissions, the access list of the folder that they lie in holds.
 */
final class OwnerOnly {
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

    private OwnerOnly() {}

    /** Makes a folder, and those above it as usual. One that is there stays as its owner made it. */
    static void newFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try {
            Files.createDirectory(folder, attribute(folder, FOLDER));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    /**
     * Makes a folder if it is missing, and takes the access of everybody else away.
     *
     * @throws IOException if others can look in and that cannot be changed
     */
    static void closedFolder(Path folder) throws IOException {
        newFolder(folder);
        if (!knowsOwners(folder) || Files.getPosixFilePermissions(folder).equals(FOLDER)) {
            return;
        }
        try {
            Files.setPosixFilePermissions(folder, FOLDER);
        } catch (FileSystemException e) {
            throw new IOException(
                    folder + ": other users can look in, and that cannot be changed: " + FileFaults.reason(e)
                            + "; name a folder on a disk that can be closed",
                    e);
        }
    }

    /** Makes an empty file. */
    static void newFile(Path file) throws IOException {
        Files.createFile(file, attribute(file, FILE));
    }

    /** Copies into a new file, whoever may read the first. */
    static void copy(Path from, Path to) throws IOException {
        newFile(to);
        try (OutputStream out = Files.newOutputStream(to)) {
            Files.copy(from, out);
        }
    }

    private static FileAttribute<?>[] attribute(Path made, Set<PosixFilePermission> permissions) {
        return knowsOwners(made)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private static boolean knowsOwners(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}

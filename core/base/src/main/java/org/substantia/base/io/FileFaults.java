package org.substantia.base.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What the file system's exceptions mean in words; their own message is often just a path. */
public final class FileFaults {
    private FileFaults() {}

    /** The exception with the file's name before its message; itself where the name is there already. */
    public static IOException named(Path file, IOException e) {
        return String.valueOf(e.getMessage()).startsWith(file.toString())
                ? e
                : new IOException(file + ": cannot be read: " + reason(e), e);
    }

    /** A short reason to stand behind a file's name and a colon. */
    public static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileAlreadyExistsException || e instanceof DirectoryNotEmptyException) {
            return "something else of that name is there";
        }
        if (e instanceof FileSystemException fault && fault.getReason() != null) {
            return fault.getReason();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}

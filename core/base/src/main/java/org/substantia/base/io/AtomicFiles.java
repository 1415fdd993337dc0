package org.substantia.base.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Writes whole files, so that a crash or a full disk leaves the old file or none. Missing folders are made. Safe for
 * use by several threads on different files.
 */
public final class AtomicFiles {
    private AtomicFiles() {}

    /** @throws IOException naming the file, if it cannot be written; whatever had the name before is then untouched */
    public static void write(Path file, StagedFile.Content content) throws IOException {
        try (StagedFile staged = StagedFile.write(file, content)) {
            staged.commit();
        }
    }

    /** UTF-8. */
    public static void writeText(Path file, CharSequence text) throws IOException {
        write(file, out -> out.write(text.toString().getBytes(StandardCharsets.UTF_8)));
    }
}

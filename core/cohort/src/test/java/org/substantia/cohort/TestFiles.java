package org.substantia.cohort;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Files without content that matters: layouts are told by names alone. */
public final class TestFiles {
    private TestFiles() {}

    public static void touch(Path top, String... paths) throws IOException {
        for (String path : paths) {
            write(top, path, "");
        }
    }

    public static Path write(Path top, String path, String text) throws IOException {
        Path file = top.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    public static Path zip(Path archive, String... entries) throws IOException {
        return zip(archive, StandardCharsets.UTF_8, entries);
    }

    public static Path zip(Path archive, Charset names, String... entries) throws IOException {
        // A zip stream writes its headers byte by byte.
        try (ZipOutputStream zip =
                new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(archive)), names)) {
            for (String entry : entries) {
                zip.putNextEntry(new ZipEntry(entry));
                if (!entry.endsWith("/")) {
                    zip.write(("content of " + entry).getBytes(StandardCharsets.UTF_8));
                }
                zip.closeEntry();
            }
        }
        return archive;
    }
}

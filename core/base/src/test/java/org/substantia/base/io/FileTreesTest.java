package org.substantia.base.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreesTest {
    @TempDir
    Path folder;

    @Test
    void aFolderGoesWithAllInIt() throws IOException {
        Files.writeString(
                Files.createDirectories(folder.resolve("gone/deep/deeper")).resolve("file"), "x");
        Files.writeString(folder.resolve("stays"), "x");
        FileTrees.delete(folder.resolve("gone"));
        assertThat(folder.resolve("gone")).doesNotExist();
        assertThat(folder.resolve("stays")).exists();
        FileTrees.delete(folder.resolve("gone"));
    }

    @Test
    void whatLinksPointToStays() throws IOException {
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Files.writeString(outside.resolve("file"), "x");
        Path tree = Files.createDirectories(folder.resolve("tree"));
        try {
            Files.createSymbolicLink(tree.resolve("link"), outside);
        } catch (UnsupportedOperationException | FileSystemException e) {
            Assumptions.abort("skipped: links cannot be made here");
        }
        FileTrees.delete(tree);
        assertThat(tree).doesNotExist();
        assertThat(outside.resolve("file")).exists();
    }
}

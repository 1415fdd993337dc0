package org.substantia.cohort.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerLayoutTest {
    @TempDir
    Path folder;

    @Test
    void isTwoFoldersOfTheseNamesSideBySide() {
        assertThat(ContainerLayout.is(folder.resolve("inputs"), folder.resolve("outputs")))
                .isTrue();
        assertThat(ContainerLayout.is(folder.resolve("inputs"), folder.resolve("results")))
                .isFalse();
        assertThat(ContainerLayout.is(folder.resolve("inputs"), folder.resolve("other/outputs")))
                .isFalse();
        assertThat(ContainerLayout.is(folder.resolve("cases"), folder.resolve("outputs")))
                .isFalse();
    }

    @Test
    void orAFolderThatHoldsInputs() throws IOException {
        assertThat(ContainerLayout.is(folder, folder.resolve("out"))).isFalse();
        Files.createDirectory(folder.resolve("inputs"));
        assertThat(ContainerLayout.is(folder, folder.resolve("out"))).isTrue();
    }
}

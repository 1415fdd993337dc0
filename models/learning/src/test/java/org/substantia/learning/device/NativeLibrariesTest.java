package org.substantia.learning.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every start is a process of its own, as the libraries can be loaded only once in each. */
@Tag("slow")
class NativeLibrariesTest {
    @TempDir
    private Path folder;

    /**
     * Regression: of several first starts at once all but one died with SIGBUS; and a start that was killed while it
     * unpacked left half a library, and every later start died.
     */
    @Test
    void severalFirstStartsAtOnceAllSucceedAndHalfALibraryIsUnpackedAgain() throws Exception {
        Path cache = folder.resolve("cache");
        List<Process> starts = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            starts.add(start(cache, folder.resolve("log" + i)));
        }

        for (int i = 0; i < starts.size(); i++) {
            assertThat(status(starts.get(i)))
                    .as(Files.readString(folder.resolve("log" + i)))
                    .isZero();
        }

        Path library = find(cache, "libtorch_cpu.so");
        long whole = Files.size(library);
        try (var channel = Files.newByteChannel(library, java.nio.file.StandardOpenOption.WRITE)) {
            channel.truncate(whole / 3);
        }

        Process later = start(cache, folder.resolve("later"));
        assertThat(status(later)).as(Files.readString(folder.resolve("later"))).isZero();
        assertThat(Files.size(library)).isEqualTo(whole);
    }

    @Test
    void namesAFolderThatCannotBeUsedAndHowToChooseAnother() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        Path log = folder.resolve("log");

        assertThat(status(start(file.resolve("cache"), log))).isNotZero();
        assertThat(Files.readString(log))
                .contains(file.resolve("cache") + ": libtorch cannot be unpacked and loaded from this folder")
                .contains("name another folder with the environment variable SUBSTANTIA_CACHE");
    }

    private static Process start(Path cache, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                LoadInAProcess.class.getName());
        builder.environment().put(NativeLibraries.FOLDER_VARIABLE, cache.toString());
        return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    private static int status(Process process) throws InterruptedException {
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }

    private static Path find(Path folder, String name) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
        }
    }
}

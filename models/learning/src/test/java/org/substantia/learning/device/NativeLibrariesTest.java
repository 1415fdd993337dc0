package org.substantia.learning.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.random.RandomStream;

/** Every start is a process of its own, as the libraries can be loaded only once in each. */
@Tag("slow")
class NativeLibrariesTest {
    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();

    /** Those that a failed test leaves behind would slow down all tests after it. */
    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

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

    /** As when many jobs of a cluster start for the first time and the scheduler stops some of them. */
    @Test
    void startsThatAreKilledWhileTheyUnpackDoNotHarmTheOthersNorThoseThatFollow() throws Exception {
        Path cache = folder.resolve("cache");
        RandomStream random = new RandomStream(20);
        List<Process> killed = new ArrayList<>();
        List<Process> survivors = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Process process = start(cache, folder.resolve("log" + i));
            (i % 2 == 0 ? killed : survivors).add(process);
        }
        for (int i = 0; i < killed.size(); i++) {
            Thread.sleep(random.nextInt(1500));
            killed.get(i).destroyForcibly().waitFor();
            survivors.add(start(cache, folder.resolve("again" + i)));
        }

        for (Process survivor : survivors) {
            assertThat(status(survivor)).as(logs()).isZero();
        }
    }

    @Test
    void usesAFolderThatMayOnlyBeRead() throws Exception {
        Path cache = Files.createDirectory(folder.resolve("cache"));
        Assumptions.assumeTrue(setWritable(cache, false), "this user may write everywhere");
        setWritable(cache, true);
        assertThat(status(start(cache, folder.resolve("log0")))).as(logs()).isZero();
        setWritable(cache, false);

        int again = status(start(cache, folder.resolve("log1")));
        setWritable(cache, true);

        assertThat(again).as(logs()).isZero();
    }

    @Test
    void unpacksBelowTheFolderForTemporaryFilesWhereThereIsNoHome() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));

        Process process = start(
                folder.resolve("log"),
                Map.of(),
                "-Duser.home=" + folder.resolve("nowhere"),
                "-Djava.io.tmpdir=" + temporary);

        assertThat(status(process)).as(logs()).isZero();
        assertThat(find(temporary.resolve("substantia-" + System.getProperty("user.name")), "libtorch_cpu.so"))
                .isRegularFile();
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

    private Process start(Path cache, Path log) throws IOException {
        return start(log, Map.of(NativeLibraries.FOLDER_VARIABLE, cache.toString()));
    }

    private Process start(Path log, Map<String, String> environment, String... options) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m"));
        // None of them lives long enough for the better compiler to pay.
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), LoadInAProcess.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove(NativeLibraries.FOLDER_VARIABLE);
        builder.environment().putAll(environment);
        Process process =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        started.add(process);
        return process;
    }

    private String logs() throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                text.append(file.getFileName()).append(": ").append(Files.readString(file));
            }
        }
        return text.toString();
    }

    /** @return whether it holds, which for the superuser it does not */
    private static boolean setWritable(Path folder, boolean writable) {
        return folder.toFile().setWritable(writable) && Files.isWritable(folder) == writable;
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

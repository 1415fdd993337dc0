package org.substantia.cli.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.cli.CommandRun;
import org.substantia.cli.Main;
import org.substantia.cli.console.ExitCode;

/** The array of docs/how-to/cluster.md on a real Slurm; skipped where there is none. */
@Tag("slow")
class SlurmArrayTest {
    private static final int TASKS = 4;
    private static final int CASES = 8;

    @TempDir
    private Path folder;

    @Test
    void anArrayAndItsGroupMakeTheFilesOfOneRun() throws Exception {
        Path daemons = Files.createDirectory(folder.resolve("slurm"));
        Optional<SlurmCluster> found = SlurmCluster.start(daemons);
        assumeTrue(found.isPresent(), "no Slurm here, nor unpacked where " + SlurmCluster.FOLDER + " says");
        Path cases = folder.resolve("cases");
        assertThat(CommandRun.of("synthesize", cases, "--cases", CASES, "--seed", 5, "--grid", "nuclei")
                        .status())
                .isEqualTo(ExitCode.OK);
        Path array = folder.resolve("array");
        String printed;
        try (SlurmCluster cluster = found.get()) {
            printed = cluster.runArray(TASKS, predict(cases, array, "--part"));
        }
        assertThat(printed.split("2 cases segmented", -1)).hasSize(TASKS + 1);
        assertThat(CommandRun.of("group", array, "--inputs", cases).status()).isEqualTo(ExitCode.OK);

        Path one = folder.resolve("one");
        Process single = new ProcessBuilder(predict(cases, one))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("one.log").toFile())
                .start();
        assertThat(single.waitFor())
                .as(Files.readString(folder.resolve("one.log")))
                .isZero();
        assertThat(files(array)).isEqualTo(files(one));
    }

    private static List<String> predict(Path cases, Path out, String... more) {
        return Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xmx2g",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "predict",
                                cases.toString(),
                                out.toString(),
                                "--threads",
                                "1"),
                        Stream.of(more))
                .toList();
    }

    /** By path, without times. */
    private static Map<String, String> files(Path top) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(top)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                files.put(top.relativize(file).toString(), text.replaceFirst("(?s)\"seconds\" : \\{.*?\\}", ""));
            }
        }
        return files;
    }
}

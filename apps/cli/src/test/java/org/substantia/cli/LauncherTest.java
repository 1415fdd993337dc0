package org.substantia.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script that builds and starts the program, in a checkout of its own whose Maven and Java only pretend. */
class LauncherTest {
    private static final List<String> TOOLS = List.of(
            "bash",
            "cat",
            "dirname",
            "env",
            "find",
            "locale",
            "mkdir",
            "readlink",
            "rm",
            "rmdir",
            "sed",
            "sleep",
            "tail",
            "touch");

    @TempDir
    private Path folder;

    /** Regression: each of them built into the same folders. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofSeveralFirstStartsAtOnceOneBuilds(boolean withFlock) throws Exception {
        checkout(withFlock);

        List<Process> starts = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            starts.add(start(folder.resolve("log" + i)));
        }
        for (int i = 0; i < 3; i++) {
            assertThat(starts.get(i).waitFor())
                    .as(Files.readString(folder.resolve("log" + i)))
                    .isZero();
            assertThat(Files.readString(folder.resolve("log" + i))).contains("org.substantia.cli.Main hello");
        }

        assertThat(Files.readAllLines(folder.resolve("builds"))).hasSize(1);
        assertThat(folder.resolve("apps/cli/target/.lock.d")).doesNotExist();
    }

    /** Regression: after a new version both lay on the class path. */
    @Test
    void jarsOfAnEarlierVersionAreGoneAfterABuild() throws Exception {
        checkout(true);
        Path lib = Files.createDirectories(folder.resolve("apps/cli/target/lib"));
        Files.createFile(lib.resolve("substantia-base-0.0.1.jar"));

        Path log = folder.resolve("log");
        assertThat(start(log).waitFor()).as(Files.readString(log)).isZero();

        assertThat(lib.resolve("substantia-base-0.0.1.jar")).doesNotExist();
        assertThat(lib.resolve("substantia-base-0.0.2.jar")).exists();
    }

    private void checkout(boolean withFlock) throws IOException {
        Files.copy(Path.of("..", "..", "substantia"), folder.resolve("substantia"));
        Path environment = Path.of("tools", "packaging", "environment.sh");
        Files.createDirectories(folder.resolve(environment).getParent());
        Files.copy(Path.of("..", "..").resolve(environment), folder.resolve(environment));
        Path bin = Files.createDirectories(folder.resolve("bin"));
        List<String> tools = new ArrayList<>(TOOLS);
        if (withFlock) {
            tools.add("flock");
        }
        for (String tool : tools) {
            Optional<Path> found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                    .map(place -> Path.of(place, tool))
                    .filter(Files::isExecutable)
                    .findFirst();
            assumeTrue(found.isPresent(), "skipped: no " + tool + " here");
            // No links: JUnit warns of each.
            script(bin.resolve(tool), "#!/bin/sh\nexec " + found.orElseThrow() + " \"$@\"\n");
        }
        script(bin.resolve("mvn"), """
                #!/usr/bin/env bash
                echo build >>"$BUILDS"
                sleep 1
                touch apps/cli/target/lib/substantia-base-0.0.2.jar
                """);
        Path jdk = Files.createDirectories(folder.resolve("jdk"));
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
        script(jdk.resolve("bin/java"), "#!/usr/bin/env bash\necho \"$@\"\n");
        script(jdk.resolve("bin/javac"), "#!/bin/sh\n");
    }

    private static void script(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Process start(Path log) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder("bash", folder.resolve("substantia").toString(), "hello");
        builder.environment().put("PATH", folder.resolve("bin").toString());
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        builder.environment().put("BUILDS", folder.resolve("builds").toString());
        return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }
}

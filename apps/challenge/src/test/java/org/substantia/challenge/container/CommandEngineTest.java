package org.substantia.challenge.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docker and podman are told, seen by a program in their place that writes it down. */
class CommandEngineTest {
    @TempDir
    Path folder;

    @BeforeEach
    void onLinux() {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "skipped: there is no /bin/sh");
    }

    private CommandEngine engine(String onLoad, String onRun) throws IOException {
        Path program = folder.resolve("docker");
        Files.writeString(program, """
                #!/bin/sh
                echo "$*" >> FOLDER/calls
                case $1 in
                  load) ON_LOAD ;;
                  run) ON_RUN ;;
                esac
                """.replace("FOLDER", folder.toString())
                .replace("ON_LOAD", onLoad)
                .replace("ON_RUN", onRun));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new CommandEngine(program.toString());
    }

    private ContainerEngine.Run run(Duration wall) throws IOException {
        return new ContainerEngine.Run(
                folder.resolve("image.tar"),
                folder.resolve("in"),
                folder.resolve("out"),
                Files.createDirectories(folder.resolve("work")),
                new RunLimits(1 << 30, 1 << 28, 512, 2, wall));
    }

    @Test
    void theImageRunsOfflineCappedAndIsRemovedAfterwards() throws Exception {
        CommandEngine engine = engine("echo 'Loaded image: team:1'", "echo done");
        assertThat(engine.unavailable()).isEmpty();
        ContainerEngine.Ended ended = engine.run(run(Duration.ofMinutes(1)));
        assertThat(ended.status()).isZero();
        assertThat(ended.output()).isEqualTo("done");
        List<String> calls = Files.readAllLines(folder.resolve("calls"));
        assertThat(calls.get(1)).isEqualTo("load -i " + folder.resolve("image.tar"));
        assertThat(calls.get(2))
                .contains("--network none")
                .contains("--memory 1073741824 --memory-swap 1073741824")
                .contains("--pids-limit 512")
                .contains("--cpus 2.00")
                .contains("--user 1000:1000 --cap-drop ALL --security-opt no-new-privileges")
                .contains(folder.resolve("in") + ":/pdcad/inputs:ro")
                .endsWith("team:1 bash /auto_run.sh");
        assertThat(calls.get(3)).startsWith("rm -f substantia-");
        assertThat(calls.get(4)).isEqualTo("rmi -f team:1");
    }

    @Test
    void whatTakesTooLongIsTakenAwayByName() throws Exception {
        ContainerEngine.Ended ended =
                engine("echo 'Loaded image ID: sha256:ab'", "exec sleep 60").run(run(Duration.ofSeconds(1)));
        assertThat(ended.exceeded()).contains("1 s");
        assertThat(Files.readAllLines(folder.resolve("calls"))).anyMatch(call -> call.startsWith("rm -f substantia-"));
    }

    @Test
    void anImageThatCannotBeLoadedIsNotCalledSlowOrWrong() throws Exception {
        CommandEngine engine = engine("echo no space left; exit 1", "true");
        assertThatThrownBy(() -> engine.run(run(Duration.ofMinutes(1))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("could not load the image: no space left");
    }

    @Test
    void anEngineThatIsNotThereSaysSo() {
        assertThat(new CommandEngine("no-such-engine").unavailable())
                .contains("there is no no-such-engine on this machine");
    }
}

package org.substantia.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.substantia.cli.CommandRun;
import org.substantia.cli.console.ExitCode;

/** A place that cannot be written to is refused before any work is done. */
class OutputFolderTest {
    private static final Path TRUTH = CommandRun.ORACLE.resolve("truth");

    @TempDir
    Path folder;

    /** A file where a folder is needed cannot be written to, not even by root. */
    @ParameterizedTest
    @ValueSource(strings = {"evaluate", "compare", "statistics", "biomarkers", "challenge", "validate"})
    void isTriedAtTheStart(String command) throws IOException {
        Path out = Files.writeString(folder.resolve("taken"), "").resolve("out");
        CommandRun run =
                switch (command) {
                    case "evaluate" -> CommandRun.of(command, TRUTH, TRUTH, "--out", out);
                    case "compare" ->
                        CommandRun.of(command, TRUTH, TRUTH, CommandRun.ORACLE.resolve("prediction"), "--out", out);
                    case "biomarkers" -> CommandRun.of(command, TRUTH, "--out", out.resolve("table.csv"));
                    case "validate" -> CommandRun.of(command, TRUTH, "--json", out.resolve("findings.json"));
                    case "challenge" ->
                        CommandRun.of(
                                command,
                                "verify-image",
                                "team.tar",
                                "--data",
                                folder,
                                "--public",
                                TRUTH,
                                "--out",
                                out.resolve("report.json"));
                    default -> CommandRun.of(command, TRUTH, "--out", out);
                };

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(out + ": cannot be written to: ").hasLineCount(1);
    }

    @Test
    void aFolderIsNoTable() {
        CommandRun run = CommandRun.of("biomarkers", TRUTH, "--out", folder);

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.err()).contains("is a folder; name a file").hasLineCount(1);
    }

    /** A folder has the name of the index: that is told before anything is analyzed and then cannot be listed. */
    @Test
    void predictRefusesAFolderInPlaceOfTheIndexAtOnce() throws IOException {
        Files.createDirectories(folder.resolve("in/P1"));
        Files.writeString(folder.resolve("in/P1/QSM.nii.gz"), "no image");
        Files.createDirectories(folder.resolve("out/index.html/in-the-way"));

        CommandRun run = CommandRun.of("predict", folder.resolve("in"), folder.resolve("out"));

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.err())
                .contains("index.html: of an earlier run, cannot be removed")
                .hasLineCount(1);
        assertThat(run.out()).isEmpty();
        assertThat(folder.resolve("out/P1")).doesNotExist();
    }
}

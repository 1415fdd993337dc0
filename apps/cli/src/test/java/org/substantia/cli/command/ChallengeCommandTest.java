package org.substantia.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.substantia.cli.CommandRun;
import org.substantia.cli.console.ExitCode;

class ChallengeCommandTest {
    @TempDir
    Path folder;

    /** Docker takes 0 for no limit at all. */
    @ParameterizedTest
    @ValueSource(strings = {"0", "0.001", "-1", "NaN"})
    void anImageIsNeverRunWithoutALimitOfCores(String cores) {
        CommandRun run = CommandRun.of(
                "challenge", "verify-image", "team.tar", "--data", folder, "--public", folder, "--cores=" + cores);

        assertThat(run.status()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("--cores is at least 0.01");
    }

    @Test
    void anImageIsNamedOrThatOfASubmission() {
        CommandRun run = CommandRun.of("challenge", "verify-image", "--data", folder, "--public", folder);

        assertThat(run.status()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("IMAGE or --submission is needed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--max-upload=0", "--max-upload=8796093022208", "--keep-free=-1", "--keep-free=8796093022208"})
    void sizesThatNoDiskHasAreRefused(String option) {
        CommandRun run = CommandRun.of("serve", "--data", folder, option);

        assertThat(run.status()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("--max-upload 1 to 1000000000000, --keep-free 0 to 1000000000000");
    }

    @Test
    void mailNeedsAServerAndASender() {
        CommandRun alone = CommandRun.of("serve", "--data", folder, "--smtp", "smtp://localhost");
        CommandRun wrong =
                CommandRun.of("serve", "--data", folder, "--smtp", "http://localhost", "--mail-from", "a@example.org");

        assertThat(alone.status()).isEqualTo(ExitCode.USAGE);
        assertThat(alone.err()).contains("--smtp and --mail-from are given together");
        assertThat(wrong.status()).isEqualTo(ExitCode.USAGE);
        assertThat(wrong.err()).contains("http://localhost: is no address of a mail server");
    }

    /** A mistyped folder in a nightly run would be whole and backed up otherwise. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "challenge verify",
                "challenge backup BACKUP",
                "challenge add-truth test truth",
                "challenge mirrors test file.zip",
                "challenge work",
                "serve --port=0"
            })
    void aFolderWithoutAChallengeIsNamedAndStaysAsItWas(String command) throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        Path backup = folder.resolve("backup");
        CommandRun run =
                CommandRun.of((Object[]) (command.replace("BACKUP", backup.toString()) + " --data " + data).split(" "));

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.err().lines()).singleElement().asString().contains(data + ": holds no challenge");
        assertThat(data).isEmptyDirectory();
        assertThat(backup).doesNotExist();
    }

    @Test
    void anotherFileInTheDatabasesPlaceIsNamed() throws IOException {
        Path database = Files.writeString(folder.resolve("challenge.db"), "something else\n");
        CommandRun run = CommandRun.of("challenge", "verify", "--data", folder);

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.err().lines()).singleElement().asString().contains(database + ": cannot be used");
        assertThat(database).hasContent("something else\n");
    }

    @Test
    void aDatabaseThatCannotBeReachedIsNamedWithoutItsPassword() {
        CommandRun run = CommandRun.of(
                "challenge",
                "verify",
                "--data",
                folder,
                "--database",
                "jdbc:postgresql://127.0.0.1:1/challenge?user=a&password=secret");

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.err())
                .contains("jdbc:postgresql://127.0.0.1:1/challenge: cannot be used")
                .doesNotContain("secret");
    }

    @Test
    void aWrongDescriptionIsOneLineAndTheCorrectedOneIsTaken() throws IOException {
        Path data = folder.resolve("data");
        Path yaml = folder.resolve("challenge.yaml");
        String right = """
                slug: small
                title: {en: Small}
                organizers:
                  - {email: ada@example.org}
                phases:
                  - slug: test
                    attempts: {total: 2}
                """;
        for (String wrong : List.of(
                right.replace("attempts", "atempts"),
                right.replace("2", "-2"),
                right + "scoring: {convention: foo}\n",
                right + "scoring: {weights: region.qsm.XX=1}\n")) {
            Files.writeString(yaml, wrong);
            CommandRun run = CommandRun.of("challenge", "create", yaml, "--data", data);
            assertThat(run.status()).as(wrong).isEqualTo(ExitCode.DATA);
            assertThat(run.err().lines()).singleElement().asString().startsWith("substantia: " + yaml + ": ");
        }
        Files.writeString(yaml, right);
        assertThat(CommandRun.of("challenge", "create", yaml, "--data", data).status())
                .isEqualTo(ExitCode.OK);

        Path backup = folder.resolve("backup");
        assertThat(CommandRun.of("challenge", "backup", backup, "--data", data).status())
                .isEqualTo(ExitCode.OK);
        Files.writeString(backup.resolve("manifest.sha256"), "\n", StandardOpenOption.APPEND);
        CommandRun damaged = CommandRun.of("challenge", "restore", backup, "--data", folder.resolve("restored"));
        assertThat(damaged.status()).isEqualTo(ExitCode.DATA);
        assertThat(damaged.err().lines()).singleElement().asString().contains("manifest.sha256: line ");
    }
}

package org.substantia.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
}

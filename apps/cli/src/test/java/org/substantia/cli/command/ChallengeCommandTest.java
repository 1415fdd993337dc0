package org.substantia.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
}

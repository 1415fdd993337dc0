package org.substantia.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.cli.CommandRun;
import org.substantia.cli.console.ExitCode;

class BiomarkersCommandTest {
    @TempDir
    Path folder;

    @Test
    void keepsTheTableOfAnEarlierRunWhereNothingCanBeMeasured() throws IOException {
        Path mask = folder.resolve("cohort/A/QSM_mask.nii.gz");
        Files.createDirectories(mask.getParent());
        Files.copy(CommandRun.ORACLE.resolve("truth/RJPD_005/QSM_mask.nii.gz"), mask);
        Path table = Files.writeString(folder.resolve("biomarkers.csv"), "earlier");

        CommandRun run = CommandRun.of("biomarkers", folder.resolve("cohort"), "--out", table);

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("A: ", "nothing was measured; " + table + " is not written");
        assertThat(table).hasContent("earlier");
    }
}

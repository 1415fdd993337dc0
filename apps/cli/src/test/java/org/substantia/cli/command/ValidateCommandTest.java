package org.substantia.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.json.JsonFiles;
import org.substantia.cli.CommandRun;
import org.substantia.cli.console.ExitCode;

class ValidateCommandTest {
    @TempDir
    Path folder;

    @Test
    void findsNothingWrongWithMasksOfRealPatients() throws IOException {
        for (String id : new String[] {"RJPD_005", "RJPD_006", "RJPD_010"}) {
            copyMask(id, id);
        }

        CommandRun run = CommandRun.of("validate", folder);

        assertThat(run.status()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).contains("3 cases").contains("Nothing wrong was found.");
    }

    @Test
    void namesABrokenFileAndWritesTheFindings() throws IOException {
        copyMask("RJPD_005", "A");
        copyMask("RJPD_006", "B");
        Path broken = folder.resolve("B/QSM_mask.nii.gz");
        Files.write(broken, new byte[] {1, 2, 3});
        Path json = folder.resolve("report/findings.json");

        CommandRun run = CommandRun.of("validate", folder, "--json", json);

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.out()).contains("error, unreadable file: " + broken).contains("1 error");
        JsonNode finding = JsonFiles.read(json).at("/findings/0");
        assertThat(finding.at("/case").asText()).isEqualTo("B");
        assertThat(finding.at("/check").asText()).isEqualTo("unreadableFile");
    }

    @Test
    void namesAPatientWhoseFilesAreMisnamed() throws IOException {
        copyMask("RJPD_005", "A");
        copyMask("RJPD_006", "B");
        for (String mask : new String[] {"QSM_mask.nii.gz", "NM_mask.nii.gz"}) {
            Files.move(folder.resolve("B").resolve(mask), folder.resolve("B").resolve("B_" + mask));
        }
        Path json = folder.resolve("report/findings.json");

        CommandRun run = CommandRun.of("validate", folder, "--json", json);

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.out())
                .contains("error, unrecognized file: B: nothing was recognized of this patient; "
                        + folder.resolve("B/B_NM_mask.nii.gz") + " came closest, expected NM_mask.nii.gz");
        assertThat(JsonFiles.read(json).at("/findings/0/check").asText()).isEqualTo("unrecognizedFile");
    }

    @Test
    void saysWhatAFolderWithoutCasesShouldHold() {
        CommandRun run = CommandRun.of("validate", folder);

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.err()).contains(folder.toString()).contains("expected one folder per case");
    }

    private void copyMask(String from, String to) throws IOException {
        Path target = Files.createDirectories(folder.resolve(to));
        for (String mask : new String[] {"QSM_mask.nii.gz", "NM_mask.nii.gz"}) {
            Files.copy(CommandRun.ORACLE.resolve("truth").resolve(from).resolve(mask), target.resolve(mask));
        }
    }
}

package org.substantia.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.cli.CommandRun;
import org.substantia.cli.console.ExitCode;

class GroupCommandTest {
    @TempDir
    Path folder;

    @Test
    void theExitStatusSaysWhoIsToBlameForAFailedCase() throws IOException {
        failure("data", "a", "");
        failure("memory", "a", "");
        failure("memory", "b", ", \"internal\": true");
        // Case c has no results.
        for (String id : new String[] {"a", "b", "c"}) {
            Path image = folder.resolve("in").resolve(id).resolve("QSM.nii.gz");
            Files.createDirectories(image.getParent());
            Files.createFile(image);
        }

        assertThat(group("data").status()).isEqualTo(ExitCode.DATA);
        assertThat(group("memory").status()).isEqualTo(ExitCode.INTERNAL);
        CommandRun missing = group("memory", "--inputs", folder.resolve("in"));
        assertThat(missing.status()).isEqualTo(ExitCode.INTERNAL);
        assertThat(missing.err()).contains("has no results of c");
    }

    private CommandRun group(String out, Object... options) {
        Object[] line = new Object[2 + options.length];
        line[0] = "group";
        line[1] = folder.resolve(out);
        System.arraycopy(options, 0, line, 2, options.length);
        return CommandRun.of(line);
    }

    private void failure(String out, String id, String more) throws IOException {
        Path file = folder.resolve(out).resolve(id).resolve("failure.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"case\": \"" + id + "\", \"failure\": \"too bad\"" + more + "}");
    }
}

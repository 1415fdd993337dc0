package org.substantia.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.cli.CommandRun;
import org.substantia.cli.console.ExitCode;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;

class PredictCommandTest {
    @TempDir
    Path folder;

    @Test
    void aModelFileCutShortGetsOneLine() throws IOException {
        Path model = folder.resolve("model.safetensors");
        Files.write(model, new byte[] {100, 0, 0, 0, 0, 0, 0, 0, '{', '}'});
        CommandRun run = CommandRun.of("predict", patient(), folder.resolve("out"), "--model", model);
        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.err().strip()).startsWith("substantia: " + model).doesNotContain("\n");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void aModelThatIsNotThereGetsOneLine() throws IOException {
        CommandRun run = CommandRun.of("predict", patient(), folder.resolve("out"), "--model", "none.safetensors");
        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.err().strip()).isEqualTo("substantia: none.safetensors: no such file or folder");
    }

    @Test
    void anUnknownDeviceIsAWrongCommandLine() throws IOException {
        CommandRun run = CommandRun.of("predict", patient(), folder.resolve("out"), "--device", "abacus");
        assertThat(run.status()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("device abacus is none of auto, cpu, cuda");
    }

    @Test
    void aFolderWithoutCasesGetsOneLine() {
        CommandRun run = CommandRun.of("predict", folder, folder.resolve("out"));
        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.err()).contains("no case found");
    }

    private Path patient() throws IOException {
        Path patient = Files.createDirectories(folder.resolve("patient"));
        Nifti.write(patient.resolve("T1.nii.gz"), Volume.zeros(Geometry.axisAligned(40, 40, 40, 4, 4, 4)));
        return patient;
    }
}

package org.substantia.cli.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.cli.CommandRun;
import org.substantia.cli.console.ExitCode;
import org.substantia.learning.weights.BuiltIn;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.segmentation.model.ModelFiles;

class TrainAverageCommandTest {
    @TempDir
    private Path folder;

    @Test
    void theBundledModelAveragedWithItselfIsTheBundledModel() throws IOException {
        Path out = folder.resolve("mean.safetensors");

        CommandRun run = CommandRun.of("train", "average", "built-in", "built-in", "--out", out.toString());

        assertThat(run.status()).isEqualTo(ExitCode.OK);
        assertThat(SafeTensors.read(out).tensors())
                .isEqualTo(ModelFiles.read(BuiltIn.PATH).tensors());
        assertThat(SafeTensors.read(out).metadata()).containsKeys("substantia.plan", "substantia.version");
    }

    @Test
    void oneModelIsTooFew() {
        CommandRun run = CommandRun.of(
                "train", "average", "built-in", "--out", folder.resolve("m").toString());
        assertThat(run.status()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("at least two models");
    }

    @Test
    void aModelThatIsNotThereGetsOneLine() {
        Path out = folder.resolve("m");
        CommandRun run = CommandRun.of("train", "average", "built-in", "none.safetensors", "--out", out.toString());
        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.err().strip()).hasLineCount(1).contains("none.safetensors");
        assertThat(out).doesNotExist();
    }

    /** Regression: the first model was lost. */
    @Test
    void noModelIsWrittenOver() throws IOException {
        Path model = folder.resolve("a.safetensors");
        SafeTensors.write(model, ModelFiles.read(BuiltIn.PATH));
        byte[] before = Files.readAllBytes(model);
        String named = folder.resolve(".").resolve("a.safetensors").toString();

        CommandRun run = CommandRun.of("train", "average", "built-in", model.toString(), "--out", named);

        assertThat(run.status()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(model + " is read and would be written over; name another --out");
        assertThat(model).hasBinaryContent(before);
    }
}

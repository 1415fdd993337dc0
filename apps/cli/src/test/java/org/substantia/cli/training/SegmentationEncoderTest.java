package org.substantia.cli.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.json.JsonFiles;
import org.substantia.base.random.RandomStream;
import org.substantia.cli.CommandRun;
import org.substantia.cli.TinyEncoder;
import org.substantia.cli.console.ExitCode;
import org.substantia.foundation.model.EncoderWriter;
import org.substantia.foundation.model.Naming;
import org.substantia.learning.weights.TensorType;

/** A public encoder beside the bundled segmenter, from training to prediction (docs/how-to/train-a-segmenter.md). */
@Tag("slow")
class SegmentationEncoderTest {
    @TempDir
    static Path folder;

    private static Path cohort;

    @BeforeAll
    static void makeAPatient() {
        cohort = folder.resolve("cohort");
        CommandRun made =
                CommandRun.of("synthesize", cohort, "--cases", 1, "--seed", 3, "--anatomy", "test", "--grid", "nuclei");
        assertThat(made.status()).as(made.err()).isZero();
    }

    private static Path encoder(String name, long seed) throws IOException {
        RandomStream random = new RandomStream(seed);
        Path made = folder.resolve(name);
        EncoderWriter.write(
                made, TinyEncoder.SHAPE, d -> d.initial(random), Naming.TRANSFORMERS, TensorType.F32, Map.of());
        return made;
    }

    private static CommandRun train(Object encoder, Path out) {
        return CommandRun.of(
                "train",
                "segmentation",
                "--cohort",
                cohort,
                "--init",
                "built-in",
                "--encoder",
                encoder,
                "--steps",
                2,
                "--refinement-steps",
                0,
                "--device",
                "cpu",
                "--out",
                out);
    }

    private static CommandRun predict(Path out, Object... more) {
        Object[] line = new Object[more.length + 6];
        System.arraycopy(
                new Object[] {"predict", cohort, out, "--segmentation-only", "--device", "cpu"}, 0, line, 0, 6);
        System.arraycopy(more, 0, line, 6, more.length);
        return CommandRun.of(line);
    }

    @Test
    void theBundledEncoderJoinsTheBundledSegmenterAndIsFoundWhenThePatientComes() throws IOException {
        Path run = folder.resolve("built-in-run");
        CommandRun trained = train("built-in", run);
        assertThat(trained.status()).as(trained.err()).isZero();
        assertThat(trained.out()).contains("License of the encoder's weights, which the model needs: Apache-2.0");
        assertThat(JsonFiles.read(run.resolve("training.json"))
                        .at("/encoder/blocks")
                        .toString())
                .isEqualTo("[0,1,2,3]");

        Path out = folder.resolve("built-in-out");
        CommandRun predicted = predict(out, "--model", run.resolve("model.safetensors"));
        assertThat(predicted.status()).as(predicted.err()).isZero();
        Path plain = folder.resolve("plain-out");
        assertThat(predict(plain).status()).isZero();
        double changed = JsonFiles.read(out.resolve("SYN_0001/segmentation.json"))
                .at("/outputs/QSM_pred.nii.gz/structures/Put_r/volumeMm3")
                .asDouble();
        double before = JsonFiles.read(plain.resolve("SYN_0001/segmentation.json"))
                .at("/outputs/QSM_pred.nii.gz/structures/Put_r/volumeMm3")
                .asDouble();
        assertThat(changed).as("two steps leave a good segmenter good").isBetween(0.9 * before, 1.1 * before);
    }

    @Test
    void anotherEncoderHasToBeGivenAgain() throws IOException {
        Path tiny = encoder("tiny", 1);
        Path run = folder.resolve("tiny-run");
        CommandRun trained = train(tiny, run);
        assertThat(trained.status()).as(trained.err()).isZero();
        Path model = run.resolve("model.safetensors");

        CommandRun none = predict(folder.resolve("none"), "--model", model);
        assertThat(none.status()).isEqualTo(ExitCode.DATA);
        assertThat(none.err())
                .contains("was trained with an encoder, which is not in it; give its file with --encoder")
                .hasLineCount(1);
        CommandRun other = predict(folder.resolve("other"), "--model", model, "--encoder", encoder("second", 2));
        assertThat(other.status()).isEqualTo(ExitCode.DATA);
        assertThat(other.err()).contains("is another encoder than").hasLineCount(1);
        CommandRun right = predict(folder.resolve("right"), "--model", model, "--encoder", tiny);
        assertThat(right.status()).as(right.err()).isZero();
        CommandRun useless = predict(folder.resolve("useless"), "--model", "built-in", "--encoder", tiny);
        assertThat(useless.status()).isEqualTo(ExitCode.DATA);
        assertThat(useless.err()).contains("the models were trained without an encoder; leave --encoder out");
    }

    @Test
    void aFileThatIsNoEncoderBeginsNothing() {
        Path run = folder.resolve("nothing");
        CommandRun trained = train(folder.resolve("absent.pth"), run);
        assertThat(trained.status()).isEqualTo(ExitCode.DATA);
        assertThat(trained.err()).contains("absent.pth").hasLineCount(1);
        assertThat(run).doesNotExist();
    }
}

package org.substantia.foundation.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.foundation.model.EncoderFile;
import org.substantia.foundation.model.Naming;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.device.Precision;
import org.substantia.learning.log.TrainingLog;
import org.substantia.learning.weights.WeightsException;

@Tag("slow")
class PretrainingTest {
    private static final ComputeDevice CPU = new ComputeDevice(false, Precision.FP32);
    private static final SliceBank SLICES = Slices.bank(12, 1);
    private static final int STEPS = 75;
    /** Past the first entry of the log and the checkpoint before it. */
    private static final int SHORT = 30;

    @TempDir
    static Path folder;

    private static boolean turned;
    private static Path whole;
    private static Path brief;

    @BeforeAll
    static void train() throws IOException {
        // More threads than networks as small as these can use cost several times the work.
        ComputeDevice.useThreads(1);
        brief = folder.resolve("brief");
        pretraining(brief, SHORT, 1).run(SLICES, "data", entry -> {});
        whole = folder.resolve("whole");
        assertThat(pretraining(whole, STEPS, 1).run(SLICES, "data", entry -> {}))
                .isTrue();
    }

    private static Pretraining pretraining(Path out, int steps, long seed) {
        return pretraining(out, steps, 4e-3, seed);
    }

    private static Pretraining pretraining(Path out, int steps, double learningRate, long seed) {
        PretrainingOptions options = new PretrainingOptions(
                PretrainingMethod.MASKED_AUTOENCODER, 0, EncoderShape.TINY, steps, 8, learningRate, seed, 20);
        return new Pretraining(options, CPU, out, notes());
    }

    /** In another order each time, as those of {@code Map.of} are from run to run of the program. */
    private static Map<String, String> notes() {
        turned = !turned;
        Map<String, String> notes = new LinkedHashMap<>();
        for (String key : turned ? List.of("license", "note") : List.of("note", "license")) {
            notes.put(key, key.equals("note") ? "test" : "Apache-2.0");
        }
        return notes;
    }

    private static Path weights(Path out) {
        return out.resolve("encoder/model.safetensors");
    }

    @Test
    void itLearnsToRestoreWhatIsHidden() throws IOException {
        List<Map<String, Object>> log = TrainingLog.read(whole.resolve("log.jsonl"));
        assertThat(log).extracting(entry -> entry.get("step")).containsExactly(25, 50, 75);
        double first = (double) log.get(0).get("loss");
        double last = (double) log.get(2).get("loss");
        assertThat(last).isLessThan(0.7 * first);
        assertThat((double) log.get(2).get("learningRate"))
                .isLessThan((double) log.get(0).get("learningRate"));
    }

    @Test
    void whatComesOutIsAnEncoderInTransformersLayout() throws IOException {
        EncoderFile file = EncoderFile.open(whole.resolve("encoder"));
        assertThat(file.architecture()).isEqualTo(EncoderShape.TINY.architecture());
        assertThat(file.naming()).isEqualTo(Naming.TRANSFORMERS);
        assertThat(file.leftOut()).isEmpty();
        assertThat(file.checkpoint().tensors().keySet()).noneMatch(name -> name.contains("decoder"));
    }

    @Test
    void theSameSeedGivesTheSameBytesAndAnotherOneOthers() throws IOException {
        pretraining(folder.resolve("same"), SHORT, 1).run(SLICES, "data", entry -> {});
        pretraining(folder.resolve("other"), 2, 2).run(SLICES, "data", entry -> {});
        pretraining(folder.resolve("third"), 2, 3).run(SLICES, "data", entry -> {});

        assertThat(weights(folder.resolve("same"))).hasSameBinaryContentAs(weights(brief));
        assertThat(EncoderFile.open(folder.resolve("other/encoder"))
                        .checkpoint()
                        .tensors())
                .isNotEqualTo(EncoderFile.open(folder.resolve("third/encoder"))
                        .checkpoint()
                        .tensors());
    }

    @Test
    void aRunThatBrokeOffResumesAsIfItHadNot() throws IOException {
        Path broken = folder.resolve("broken");
        assertThatThrownBy(() -> pretraining(broken, SHORT, 1).run(SLICES, "data", entry -> {
                    if (entry.get("step").equals(25L)) {
                        throw new IllegalStateException("power failure");
                    }
                }))
                .hasMessage("power failure");
        assertThat(Pretraining.checkpoint(broken)).exists();

        assertThat(pretraining(broken, SHORT, 1).run(SLICES, "data", entry -> {}))
                .isTrue();

        assertThat(weights(broken)).hasSameBinaryContentAs(weights(brief));
        assertThat(TrainingLog.read(broken.resolve("log.jsonl")))
                .extracting(entry -> entry.get("step"))
                .containsExactly(25);
    }

    /** The teacher and the progress of the run are part of what a run resumes from. */
    @Test
    void selfDistillationResumesAsIfItHadNotBrokenOff() throws IOException {
        PretrainingOptions options =
                new PretrainingOptions(PretrainingMethod.SELF_DISTILLATION, 0.2, EncoderShape.TINY, 26, 2, 1e-3, 1, 10);
        Path whole = folder.resolve("distilled");
        assertThat(new Pretraining(options, CPU, whole, Map.of()).run(SLICES, "data", entry -> {}))
                .isTrue();
        Path broken = folder.resolve("broken-distilled");
        assertThatThrownBy(() -> new Pretraining(options, CPU, broken, Map.of()).run(SLICES, "data", entry -> {
                    throw new IllegalStateException("power failure");
                }))
                .hasMessage("power failure");

        assertThat(new Pretraining(options, CPU, broken, Map.of()).run(SLICES, "data", entry -> {}))
                .isTrue();

        assertThat(weights(broken)).hasSameBinaryContentAs(weights(whole));
        EncoderFile file = EncoderFile.open(whole.resolve("encoder"));
        assertThat(file.checkpoint().tensors().keySet()).noneMatch(name -> name.matches(".*(teacher|head).*"));
        assertThat(file.checkpoint().content().metadata())
                .containsEntry("pretraining_method", "self-distillation")
                .containsEntry(
                        "pretraining",
                        "step 26 of TINY, 26 steps of 2 slices, learning rate 0.001, seed 1, self-distillation, "
                                + "jitter 0.2");
    }

    @Test
    void optionsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> options(PretrainingMethod.SELF_DISTILLATION, 1.5))
                .hasMessage("jitter is 0 to 1, not 1.5");
        assertThatThrownBy(() -> options(PretrainingMethod.SELF_DISTILLATION, Double.NaN))
                .hasMessageContaining("jitter is 0 to 1");
        assertThatThrownBy(() -> options(PretrainingMethod.MASKED_AUTOENCODER, 0.4))
                .hasMessage("only self-distillation takes a jitter");
    }

    private static PretrainingOptions options(PretrainingMethod method, double jitter) {
        return new PretrainingOptions(method, jitter, EncoderShape.TINY, 1, 1, 1e-3, 1, 1);
    }

    @Test
    void aNetworkThatDivergedEndsTheRunWithOneLine() {
        Path diverged = folder.resolve("diverged");
        assertThatThrownBy(() -> pretraining(diverged, SHORT, 1e30, 1).run(SLICES, "data", entry -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("pretraining.checkpoint: the loss of step ")
                .hasMessageContaining("has no finite gradient: the network has diverged");
    }

    @Test
    void anotherRunsCheckpointIsRefused() {
        assertThatThrownBy(() -> pretraining(whole, STEPS, 2).run(SLICES, "data", entry -> {}))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("pretraining.checkpoint: belongs to another run")
                .hasMessageContaining("seed 1")
                .hasMessageContaining("seed 2");
        assertThatThrownBy(() -> pretraining(whole, STEPS, 1).run(SLICES, "others", entry -> {}))
                .hasMessageContaining("data others");
    }

    @Test
    void aRunThatIsStoppedSaysSo() throws Exception {
        Path stopped = folder.resolve("stopped");
        Pretraining training = pretraining(stopped, 1_000_000, 1);
        Thread stop = new Thread(() -> {
            try {
                training.stop();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        boolean done = training.run(SLICES, "data", entry -> {
            if (!stop.isAlive()) {
                stop.start();
            }
        });

        stop.join();
        assertThat(done).isFalse();
        assertThat(Pretraining.checkpoint(stopped)).exists();
    }
}

package org.substantia.segmentation.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.foundation.model.EncoderFile;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.device.Precision;
import org.substantia.learning.log.TrainingLog;
import org.substantia.learning.weights.BuiltIn;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.learning.weights.TensorFile;
import org.substantia.learning.weights.WeightsException;
import org.substantia.segmentation.TinyPlan;
import org.substantia.segmentation.encoder.SliceEncoder;
import org.substantia.segmentation.model.ModelFiles;
import org.substantia.segmentation.model.SegmentationModel;
import org.substantia.segmentation.plan.LabelSet;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.training.augmentation.LoneImages;
import org.substantia.segmentation.training.sample.SampleFile;
import org.substantia.segmentation.training.sample.SampleSource;
import org.substantia.segmentation.training.sample.TestSamples;

@Tag("slow")
class SegmentationTrainingTest {
    private static final SegmentationPlan PLAN = TinyPlan.plan();
    /** A few more than the 25 after which progress is told for the first time. */
    private static final long STEPS = 30;

    private static final ComputeDevice DEVICE = new ComputeDevice(false, Precision.FP32);

    private static boolean turned;

    /** A whole run, from which others are initialized; no test changes it. */
    @TempDir
    private static Path base;

    /** Networks this small only lose by being shared out. */
    @BeforeAll
    static void trainOnOneThread() throws IOException {
        ComputeDevice.useThreads(1);
        assertThat(run(PLAN, options(base, Optional.empty(), 60), base)).isTrue();
    }

    private static SegmentationTrainingOptions options(Path out, Optional<Path> init, long steps) {
        return new SegmentationTrainingOptions(
                out, init, Optional.empty(), 6, steps, 8, 1e-2, 1e-2, 4, DEVICE, 2, 4, LoneImages.NONE);
    }

    private static TrainingDataset data(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve("one.sample");
        SampleFile.write(file, TestSamples.sample());
        return TrainingDataset.of(new SampleSource.Stored(List.of(file)), "one case");
    }

    private static boolean run(SegmentationPlan plan, SegmentationTrainingOptions options, Path samples)
            throws IOException {
        return new SegmentationTraining(plan, options, notes()).run(data(samples), (stage, entry) -> {});
    }

    /** In another order each time, as those of {@code Map.of} are from run to run of the program. */
    private static Map<String, String> notes() {
        turned = !turned;
        Map<String, String> notes = new LinkedHashMap<>();
        for (String key : turned ? List.of("device", "note") : List.of("note", "device")) {
            notes.put(key, key.equals("note") ? "test" : "cpu");
        }
        return notes;
    }

    @Test
    void learnsAndWritesAModelThatOpens() throws Exception {
        List<Map<String, Object>> log = TrainingLog.read(base.resolve("segmenter.jsonl"));
        double first = ((Number) log.get(0).get("loss")).doubleValue();
        double last = ((Number) log.get(log.size() - 1).get("loss")).doubleValue();
        assertThat(last).isLessThan(first);
        try (SegmentationModel model = ModelFiles.open(base.resolve("model.safetensors"), DEVICE)) {
            assertThat(model.plan()).isEqualTo(PLAN);
            assertThat(model.sha256()).hasSize(64);
            int voxels = PLAN.segmenter().voxels();
            assertThat(model.segment(new float[2][voxels], 32, 24, 12).get(0).voxels())
                    .isEqualTo(voxels);
        }
    }

    @Test
    void aStoppedRunResumesAsIfItHadNotStopped(@TempDir Path folder) throws Exception {
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        run(PLAN, options(whole, Optional.empty(), STEPS), folder);

        SegmentationTraining training =
                new SegmentationTraining(PLAN, options(parts, Optional.empty(), STEPS), notes());
        boolean done = training.run(data(folder), (stage, entry) -> {
            if (stage.equals("segmenter")) {
                Thread stopper = new Thread(() -> {
                    try {
                        training.stop();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
                stopper.start();
                while (!training.isStopping()) {
                    Thread.onSpinWait();
                }
            }
        });
        assertThat(done).isFalse();
        assertThat(run(PLAN, options(parts, Optional.empty(), STEPS), folder)).isTrue();

        assertThat(parts.resolve("segmenter.checkpoint")).hasSameBinaryContentAs(whole.resolve("segmenter.checkpoint"));
        assertThat(parts.resolve("model.safetensors")).hasSameBinaryContentAs(whole.resolve("model.safetensors"));
    }

    @Test
    void anotherRunsCheckpointsAreRefused(@TempDir Path folder) throws Exception {
        Path begun = folder.resolve("begun");
        run(PLAN, options(begun, Optional.empty(), 2), folder);

        assertThatThrownBy(() -> run(PLAN, options(begun, Optional.empty(), 4), folder))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("localizer.checkpoint: belongs to another run (6 steps of the localizer, 2 of")
                .hasMessageContaining("not to this one (6 steps of the localizer, 4 of the segmenter");
        Path init = base.resolve("model.safetensors");
        assertThatThrownBy(() -> run(PLAN, options(begun, Optional.of(init), 2), folder))
                .hasMessageContaining("initialized from ");
        TrainingDataset others = TrainingDataset.of(new SampleSource.Stored(List.of(folder)), "two cases");
        SegmentationTraining training =
                new SegmentationTraining(PLAN, options(begun, Optional.empty(), 2), Map.of("note", "test"));
        training.requireOwnCheckpoints(data(folder));
        assertThatThrownBy(() -> training.requireOwnCheckpoints(others))
                .hasMessageEndingWith("belongs to another run (one case), not to this one (two cases)");
    }

    /** Regression: it went on with samples that the other version had not made. */
    @Test
    void aRunOfAnotherVersionIsRefused(@TempDir Path folder) throws Exception {
        SegmentationTrainingOptions options = options(folder.resolve("begun"), Optional.empty(), 2);
        new SegmentationTraining(PLAN, options, Map.of(SegmentationTraining.VERSION, "1"))
                .run(data(folder), (stage, entry) -> {});

        new SegmentationTraining(PLAN, options, Map.of(SegmentationTraining.VERSION, "1", "device", "other"))
                .requireOwnCheckpoints(data(folder));
        assertThatThrownBy(() -> new SegmentationTraining(PLAN, options, Map.of(SegmentationTraining.VERSION, "2"))
                        .requireOwnCheckpoints(data(folder)))
                .isInstanceOf(WeightsException.class)
                .hasMessageEndingWith("belongs to another run (version 1), not to this one (version 2)");
    }

    /** Versions before noted nothing. */
    @Test
    void aCheckpointThatDoesNotTellItsRunIsResumed(@TempDir Path folder) throws Exception {
        Path begun = folder.resolve("begun");
        run(PLAN, options(begun, Optional.empty(), 2), folder);
        for (String stage : List.of("localizer", "segmenter", "refinement.QSM")) {
            Path file = begun.resolve(stage + ".checkpoint");
            TensorFile stored = SafeTensors.read(file);
            SafeTensors.write(
                    file, new TensorFile(Map.of("step", stored.metadata().get("step")), stored.tensors()));
        }

        assertThat(run(PLAN, options(begun, Optional.empty(), 4), folder)).isTrue();
    }

    /** The bundled model's road: an encoder is added to a trained model, which then needs it. */
    @Test
    void anEncoderIsAddedToAModelThatIsTrainedOn(@TempDir Path folder) throws Exception {
        EncoderFile file = EncoderFile.open(BuiltIn.PATH);
        SegmentationPlan beside = PLAN.withEncoder(Optional.of(SliceEncoder.usualBranch(file, PLAN.segmenter())));
        Path tuned = folder.resolve("tuned");
        Path init = base.resolve("model.safetensors");
        assertThat(run(beside, options(tuned, Optional.of(init), 6), folder)).isTrue();

        Path made = tuned.resolve("model.safetensors");
        NamedTensor matrix = SafeTensors.read(made).tensors().get("segmenter.lateral1.weight");
        assertThat(matrix.shape()).containsExactly(8, 512);
        assertThat(matrix.floats()).isNotEqualTo(new float[8 * 512]);
        try (SegmentationModel model = ModelFiles.open(made, DEVICE)) {
            assertThat(model.plan()).isEqualTo(beside);
            int voxels = PLAN.segmenter().voxels();
            assertThat(model.segment(new float[2][voxels], 32, 24, 12).get(0).values())
                    .doesNotContain(Float.NaN);
        }
        Optional<Path> on = Optional.of(made);
        assertThatThrownBy(() -> run(PLAN, options(folder.resolve("without"), on, 2), folder))
                .hasMessageContaining("was trained with the encoder model.safetensors; go on with it by --encoder");
        assertThat(run(beside, options(folder.resolve("on"), on, 2), folder)).isTrue();

        Path renamed = Files.copy(file.checkpoint().file(), folder.resolve("renamed.safetensors"));
        Files.copy(file.checkpoint().configuration().orElseThrow(), folder.resolve("config.json"));
        SegmentationPlan called =
                PLAN.withEncoder(Optional.of(SliceEncoder.usualBranch(EncoderFile.open(renamed), PLAN.segmenter())));
        assertThat(called).isNotEqualTo(beside);
        assertThat(run(called, options(folder.resolve("on"), on, 2), folder))
                .as("resumed with the same encoder under another name")
                .isTrue();
    }

    @Test
    void otherLabelSetsKeepAllButTheLastLayer(@TempDir Path folder) throws Exception {
        LabelSet other = new LabelSet(
                "QSM",
                List.of(
                        new LabelSet.Structure("CN_l", 2, "CN_l", 1),
                        new LabelSet.Structure("new", 7, "new", 1),
                        new LabelSet.Structure("CN_r", 1, "CN_r", 1)));
        SegmentationPlan changed = PLAN.withLabelSets(List.of(other));
        Path tuned = folder.resolve("tuned");
        Path init = base.resolve("model.safetensors");
        assertThat(run(changed, options(tuned, Optional.of(init), 2), folder)).isTrue();

        try (SegmentationModel model = ModelFiles.open(tuned.resolve("model.safetensors"), DEVICE)) {
            assertThat(model.plan().labelSets()).containsExactly(other);
            assertThat(model.plan().landmarks()).isEqualTo(PLAN.landmarks());
        }
        assertThat(tuned.resolve("localizer.jsonl")).doesNotExist();
    }

    @Test
    void rejectsAnInitialModelOfOtherSizes(@TempDir Path folder) throws Exception {
        Path init = base.resolve("model.safetensors");
        assertThatThrownBy(() ->
                        run(SegmentationPlan.challenge(), options(folder.resolve("x"), Optional.of(init), 2), folder))
                .hasMessageContaining("model.safetensors")
                .hasMessageNotContaining("\n");
    }
}

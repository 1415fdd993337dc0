package org.substantia.segmentation.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.log.TrainingLog;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.learning.weights.TensorFile;
import org.substantia.learning.weights.WeightsException;
import org.substantia.segmentation.TinyPlan;
import org.substantia.segmentation.TinyTeacher;
import org.substantia.segmentation.distillation.StudentPlan;
import org.substantia.segmentation.distillation.StudentStart;
import org.substantia.segmentation.distillation.TeacherEnsemble;
import org.substantia.segmentation.model.ModelFiles;
import org.substantia.segmentation.model.SegmentationModel;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.training.augmentation.LoneImages;
import org.substantia.segmentation.training.sample.SampleFile;
import org.substantia.segmentation.training.sample.SampleSource;
import org.substantia.segmentation.training.sample.TestSamples;
import org.substantia.segmentation.training.sample.TrainingSample;

/**
 * A segmenter of half the channels is trained towards two models, by the trainer that trains without a teacher, too.
 */
@Tag("slow")
class DistillationTest {
    /** Two entries of the log. */
    private static final long LONG = 50;
    /** A few more than the 25 after which progress is told for the first time. */
    private static final long SHORT = 28;

    @TempDir
    private static Path base;

    private static List<Path> teachers;
    private static SegmentationPlan plan;
    private static Path start;

    @BeforeAll
    static void makeTeachers() throws IOException {
        ComputeDevice.useThreads(1);
        teachers = List.of(
                TinyTeacher.write(base.resolve("one.safetensors"), TinyPlan.plan(), 1),
                TinyTeacher.write(base.resolve("two.safetensors"), TinyPlan.plan(), 40));
        plan = StudentPlan.of(TinyPlan.plan(), "half");
        start = base.resolve("start.safetensors");
        StudentStart.write(teachers.get(0), plan, 5, start);
    }

    private static TrainingDataset data(Path folder, TrainingSample sample) throws IOException {
        Path file = Files.createDirectories(folder).resolve("one.sample");
        SampleFile.write(file, sample);
        return TrainingDataset.of(new SampleSource.Stored(List.of(file)), "one case");
    }

    private static SegmentationTraining training(Path out, TeacherEnsemble teacher, long steps, double share) {
        SegmentationTrainingOptions options = new SegmentationTrainingOptions(
                out,
                Optional.of(start),
                Optional.empty(),
                1,
                steps,
                0,
                1e-2,
                1e-2,
                4,
                TinyTeacher.DEVICE,
                2,
                20,
                LoneImages.NONE);
        return new SegmentationTraining(
                plan, options, Map.of("note", "test"), Optional.of(new SoftTargets(teacher, 2, share)));
    }

    private static void distill(Path out, TrainingSample sample, long steps, double share) throws IOException {
        try (TeacherEnsemble teacher = TeacherEnsemble.open(teachers, false, TinyTeacher.DEVICE)) {
            assertThat(training(out, teacher, steps, share).run(data(out, sample), (stage, entry) -> {}))
                    .isTrue();
        }
    }

    @Test
    void goesOnOnlyAsItBegan(@TempDir Path out) throws IOException {
        distill(out, TestSamples.sample(), 2, 0.5);
        byte[] checkpoint = Files.readAllBytes(out.resolve("segmenter.checkpoint"));

        assertThatThrownBy(() -> distill(out, TestSamples.sample(), 2, 0.25))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("segmenter.checkpoint: belongs to another run")
                .hasMessageContaining("soft share 0.5")
                .hasMessageContaining("soft share 0.25");
        try (TeacherEnsemble other = TeacherEnsemble.open(teachers.subList(0, 1), false, TinyTeacher.DEVICE)) {
            assertThatThrownBy(() ->
                            training(out, other, 2, 0.5).run(data(out, TestSamples.sample()), (stage, entry) -> {}))
                    .hasMessageContaining("belongs to another run");
        }
        assertThat(out.resolve("segmenter.checkpoint")).hasBinaryContent(checkpoint);
    }

    private static List<Map<String, Object>> log(Path out) throws IOException {
        return TrainingLog.read(out.resolve("segmenter.jsonl"));
    }

    private static double distance(Map<String, Object> entry) {
        return ((Number) entry.get("distillationLoss")).doubleValue();
    }

    @Test
    void comesNearerToTheTeacherAndKeepsItsOtherNetworks(@TempDir Path out) throws IOException {
        distill(out, TestSamples.sample(), LONG, 0.5);

        List<Map<String, Object>> log = log(out);
        assertThat(distance(log.get(1))).isLessThan(0.7 * distance(log.get(0)));
        assertThat((Map<?, ?>) log.get(0).get("softDice")).isNotEmpty();

        TensorFile student = SafeTensors.read(out.resolve("model.safetensors"));
        SafeTensors.read(teachers.get(0)).tensors().forEach((name, tensor) -> {
            if (!name.startsWith(SegmentationModel.SEGMENTER)) {
                assertThat(student.tensors().get(name).floats()).as(name).isEqualTo(tensor.floats());
            }
        });
        try (SegmentationModel model = ModelFiles.open(out.resolve("model.safetensors"), TinyTeacher.DEVICE)) {
            assertThat(model.plan()).isEqualTo(plan);
        }
    }

    @Test
    void learnsFromScansWithoutLabels(@TempDir Path out) throws IOException {
        distill(out, TestSamples.unlabeledSample(), LONG, 0.5);

        List<Map<String, Object>> log = log(out);
        assertThat(distance(log.get(1))).isLessThan(0.7 * distance(log.get(0)));
        assertThat((Map<?, ?>) log.get(0).get("softDice")).isEmpty();
        // Half of it counts, and nothing else does.
        assertThat(((Number) log.get(0).get("loss")).doubleValue() / distance(log.get(0)))
                .isBetween(0.49, 0.51);
    }

    @Test
    void aShareOfOneIgnoresTheLabels(@TempDir Path out) throws IOException {
        distill(out, TestSamples.sample(), SHORT, 1);

        Map<String, Object> entry = log(out).get(0);
        assertThat(((Number) entry.get("loss")).doubleValue()).isEqualTo(distance(entry));
    }

    @Test
    void theSameSeedGivesTheSameBytesAlsoWhenStopped(@TempDir Path folder) throws Exception {
        Path whole = folder.resolve("whole");
        Path again = folder.resolve("again");
        Path parts = folder.resolve("parts");
        distill(whole, TestSamples.sample(), SHORT, 0.5);
        distill(again, TestSamples.sample(), SHORT, 0.5);

        try (TeacherEnsemble teacher = TeacherEnsemble.open(teachers, false, TinyTeacher.DEVICE)) {
            SegmentationTraining stopped = training(parts, teacher, SHORT, 0.5);
            boolean done = stopped.run(data(parts, TestSamples.sample()), (stage, entry) -> {
                Thread stopper = new Thread(() -> {
                    try {
                        stopped.stop();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
                stopper.start();
                while (!stopped.isStopping()) {
                    Thread.onSpinWait();
                }
            });
            assertThat(done).isFalse();
        }
        distill(parts, TestSamples.sample(), SHORT, 0.5);

        for (String file : List.of("segmenter.checkpoint", "model.safetensors")) {
            assertThat(again.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
            assertThat(parts.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
        }
    }
}

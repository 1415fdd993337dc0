package org.substantia.segmentation.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.LongPredicate;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.device.Precision;
import org.substantia.segmentation.TinyPlan;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.training.sample.Example;

@Tag("slow")
class StageTrainerTest {
    private static final SegmentationPlan PLAN = TinyPlan.plan();
    private static final long STEPS = 6;

    @TempDir
    Path folder;

    @BeforeAll
    static void trainOnOneThread() {
        ComputeDevice.useThreads(1);
    }

    @Test
    void aRunStoppedAfterASkippedExampleResumesAsIfItHadNotStopped() throws IOException {
        Path whole = folder.resolve("whole.checkpoint");
        Path parts = folder.resolve("parts.checkpoint");
        LongPredicate third = example -> example == 2;

        assertThat(train(whole, third, Long.MAX_VALUE)).isEqualTo(STEPS + 1);
        assertThat(train(parts, third, 3)).isEqualTo(3);
        assertThat(train(parts, third, Long.MAX_VALUE)).isEqualTo(STEPS + 1);

        assertThat(parts).hasSameBinaryContentAs(whole);
    }

    @Test
    void aNetworkThatDivergedEndsTheRunAndLeavesTheCheckpoint() throws IOException {
        Path file = folder.resolve("run.checkpoint");
        train(file, example -> false, 2);

        assertThatThrownBy(() -> train(file, example -> true, Long.MAX_VALUE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("run.checkpoint: after step 2, 20 examples in a row had no finite gradient");

        assertThat(train(file, example -> false, Long.MAX_VALUE)).isEqualTo(STEPS);
    }

    /**
     * Trains from the file's checkpoint on, if there is one.
     *
     * @param broken which examples are no numbers
     * @param stopAt number of examples after which the run is stopped
     * @return how many examples were seen, over all runs
     */
    private static long train(Path file, LongPredicate broken, long stopAt) throws IOException {
        ComputeDevice cpu = new ComputeDevice(false, Precision.FP32);
        try (Device device = cpu.torchDevice();
                StageTrainer trainer = new StageTrainer(
                        PLAN.segmenter(),
                        PLAN.segmenterLabelSets(),
                        Optional.empty(),
                        Optional.empty(),
                        Precision.FP32,
                        device,
                        3)) {
            trainer.resume(file);
            try (StepInputSource source =
                    new StepInputSource(trainer.examples(), 1, number -> input(trainer, number, broken.test(number)))) {
                trainer.train(
                        source,
                        new StageSchedule(STEPS, 1e-2),
                        new StageTrainer.Saving(file, Map.of("note", "test"), 100, () -> {}),
                        entry -> {},
                        () -> trainer.examples() >= stopAt);
            }
            return trainer.examples();
        }
    }

    private static StepInput input(StageTrainer trainer, long number, boolean broken) {
        int voxels = trainer.stage().voxels();
        SplittableRandom random = new SplittableRandom(number);
        float[][] images = new float[PLAN.modalities().size()][voxels];
        byte[] classes = new byte[voxels];
        for (int i = 0; i < voxels; i++) {
            classes[i] = (byte) random.nextInt(PLAN.segmenterLabelSets().get(0).classes());
            for (float[] image : images) {
                image[i] = (float) random.nextGaussian() + classes[i];
            }
        }
        if (broken) {
            Arrays.fill(images[0], Float.NaN);
        }
        return StepInput.of(new Example(images, List.of(classes)), trainer.stage());
    }
}

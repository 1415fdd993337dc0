package org.substantia.segmentation.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.substantia.learning.checkpoint.TensorCopies;
import org.substantia.learning.log.TrainingLog;
import org.substantia.learning.optimization.LearningRate;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.learning.weights.TensorFile;
import org.substantia.segmentation.model.SegmentationModel;
import org.substantia.segmentation.plan.Head;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.plan.Stage;

/**
 * Trains both networks of a model, one after the other, and writes the model file. Everything in the folder of the run:
 * <ul>
 *   <li>{@code localizer.checkpoint}, {@code segmenter.checkpoint}: all that is needed to go on at the exact step (safetensors)
 *   <li>{@code localizer.jsonl}, {@code segmenter.jsonl}: the training logs
 *   <li>{@code model.safetensors}: the model, by the moving average of the weights, renewed with every checkpoint
 * </ul>
 * To be used by one thread; only {@link #stop} may come from another.
 */
public final class SegmentationTraining {
    private static final long WARM_UP = 200;
    private static final double LAST_SHARE = 0.02;
    private static final int LOG_EVERY = 25;

    /** Hears of progress. */
    public interface Listener {
        /**
         * @param stage {@code localizer} or {@code segmenter}
         * @param entry of the training log
         */
        void heard(String stage, Map<String, Object> entry);
    }

    private final SegmentationPlan plan;
    private final TrainingOptions options;
    private final Map<String, String> provenance;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopping;

    /** @param provenance put into the model file: program version, data, options */
    public SegmentationTraining(SegmentationPlan plan, TrainingOptions options, Map<String, String> provenance) {
        this.plan = plan;
        this.options = options;
        this.provenance = Map.copyOf(provenance);
    }

    public Path modelFile() {
        return options.out().resolve("model.safetensors");
    }

    /**
     * Trains, or goes on where an earlier call was stopped.
     *
     * @return whether all steps were taken; false when {@link #stop} was called before
     * @throws IOException if samples cannot be read or files not be written
     */
    public boolean run(TrainingData data, Listener listener) throws IOException {
        try (data) {
            return train(data, listener);
        } finally {
            ended.countDown();
        }
    }

    /** Lets the step in hand end and the checkpoint be written, then returns. */
    public void stop() throws InterruptedException {
        stopping = true;
        ended.await();
    }

    boolean isStopping() {
        return stopping;
    }

    private boolean train(TrainingData data, Listener listener) throws IOException {
        Augmentation augmentation = Augmentation.wide(plan);
        try (Device device = options.device().torchDevice();
                StageTrainer localizer = trainer(plan.localizer(), List.of(plan.landmarks()), device, 1);
                StageTrainer segmenter = trainer(plan.segmenter(), plan.heads(), device, 2)) {
            Optional<TensorFile> init = options.init().isPresent()
                    ? Optional.of(SafeTensors.read(options.init().get()))
                    : Optional.empty();
            if (init.isPresent()) {
                String source = options.init().get().toString();
                TensorCopies.restore(
                        source,
                        init.get(),
                        SegmentationModel.LOCALIZER,
                        localizer.weights().tensors());
                localizer.restartAverage();
                InitialWeights.put(source, init.get(), plan.heads(), segmenter.weights());
                segmenter.restartAverage();
            } else {
                Course coarsely = new Course(options.localizerSteps(), options.localizerLearningRate());
                stage("localizer", localizer, data, augmentation::coarse, coarsely, () -> {}, listener);
                if (localizer.steps() < options.localizerSteps()) {
                    return false;
                }
            }
            Map<String, Tensor> coarse = localizer.average();
            stage(
                    "segmenter",
                    segmenter,
                    data,
                    augmentation::fine,
                    new Course(options.segmenterSteps(), options.learningRate()),
                    () -> write(coarse, segmenter),
                    listener);
            return segmenter.steps() >= options.segmenterSteps();
        }
    }

    private StageTrainer trainer(Stage stage, List<Head> heads, Device device, int salt) {
        return new StageTrainer(stage, heads, options.device().precision(), device, options.seed() * 31 + salt);
    }

    /**
     * @param steps in all
     * @param peak of the learning rate
     */
    private record Course(long steps, double peak) {}

    private interface ExampleMaker {
        Example make(TrainingSample sample, long seed);
    }

    private void stage(
            String name,
            StageTrainer trainer,
            TrainingData data,
            ExampleMaker maker,
            Course course,
            StageTrainer.CheckpointListener onCheckpoint,
            Listener listener)
            throws IOException {
        Path checkpoint = options.out().resolve(name + ".checkpoint");
        trainer.resume(checkpoint);
        LearningRate rate =
                new LearningRate(course.peak(), Math.min(WARM_UP, course.steps() / 10), course.steps(), LAST_SHARE);
        long salt = options.seed() * 1_000_003 + name.hashCode();
        try (ExampleSource source = new ExampleSource(trainer.steps(), 1, step -> {
                    SplittableRandom random = new SplittableRandom(salt + step);
                    return maker.make(data.draw(step, random.nextLong()), random.nextLong());
                });
                TrainingLog log = TrainingLog.resume(options.out().resolve(name + ".jsonl"), trainer.steps())) {
            trainer.train(
                    source,
                    rate,
                    course.steps(),
                    new StageTrainer.Saving(checkpoint, options.checkpointEvery(), onCheckpoint),
                    entry -> {
                        log.write(entry);
                        listener.heard(name, entry);
                    },
                    LOG_EVERY,
                    () -> stopping);
        }
    }

    private void write(Map<String, Tensor> localizer, StageTrainer segmenter) throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>(provenance);
        metadata.put("substantia.steps", String.format(Locale.ROOT, "%d", segmenter.steps()));
        metadata.put("substantia.seed", Long.toString(options.seed()));
        SafeTensors.write(modelFile(), SegmentationModel.toFile(plan, localizer, segmenter.average(), metadata));
    }
}

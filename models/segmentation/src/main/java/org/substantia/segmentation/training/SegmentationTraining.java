package org.substantia.segmentation.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.substantia.learning.tensor.TensorCopies;
import org.substantia.learning.log.TrainingLog;
import org.substantia.learning.optimization.LearningRate;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.learning.weights.TensorFile;
import org.substantia.segmentation.model.SegmentationModel;
import org.substantia.segmentation.plan.LabelSet;
import org.substantia.segmentation.plan.Refinement;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.plan.Stage;

/**
 * Trains the networks of a model, one after the other, and writes the model file. Everything in the folder of the run:
 *
 * <ul>
 *   <li>{@code localizer.checkpoint}, {@code segmenter.checkpoint}, {@code refinement.HEAD.checkpoint}: all that is
 *       needed to go on at the exact step (safetensors)
 *   <li>{@code localizer.jsonl} and so on: the training logs
 *   <li>{@code model.safetensors}: the model, by the moving average of the weights, renewed with every checkpoint
 * </ul>
 *
 * To be used by one thread; only {@link #stop} may come from another.
 */
public final class SegmentationTraining {
    private static final long WARM_UP = 200;
    private static final double LAST_SHARE = 0.02;
    private static final int LOG_EVERY = 25;
    /** Cases that are looked at before it is believed that none suits. */
    private static final int MAX_DRAWS = 100;

    /** Hears of progress. */
    public interface Listener {
        /**
         * @param stage {@code localizer}, {@code segmenter} or {@code refinement.HEAD}
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
    public boolean run(TrainingDataset data, Listener listener) throws IOException {
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

    private boolean train(TrainingDataset data, Listener listener) throws IOException {
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
                stage(
                        "localizer",
                        localizer,
                        data,
                        (sample, seed) -> Optional.of(augmentation.coarse(sample, seed)),
                        coarsely,
                        () -> {},
                        listener);
                if (localizer.steps() < options.localizerSteps()) {
                    return false;
                }
            }
            try (Refiners refiners = new Refiners(device)) {
                refiners.restore(init);
                Written written = new Written(localizer.average(), segmenter, refiners);
                stage(
                        "segmenter",
                        segmenter,
                        data,
                        (sample, seed) -> Optional.of(augmentation.fine(sample, seed)),
                        new Course(options.segmenterSteps(), options.learningRate()),
                        () -> write(written),
                        listener);
                return segmenter.steps() >= options.segmenterSteps() && refine(written, data, augmentation, listener);
            }
        }
    }

    /** @return whether all is done */
    private boolean refine(Written written, TrainingDataset data, Augmentation augmentation, Listener listener)
            throws IOException {
        for (int i = 0; i < plan.refinements().size() && options.refinementSteps() > 0; i++) {
            int refinement = i;
            ExampleMaker maker = (sample, seed) -> augmentation.close(sample, refinement, seed);
            if (!isPossible(data, maker)) {
                continue;
            }
            StageTrainer trainer = written.refiners().trainers().get(i);
            Course course = new Course(options.refinementSteps(), options.localizerLearningRate());
            stage(
                    "refinement." + plan.refinements().get(i).head(),
                    trainer,
                    data,
                    maker,
                    course,
                    () -> {
                        written.refiners().learned(refinement);
                        write(written);
                    },
                    listener);
            if (trainer.steps() < options.refinementSteps()) {
                return false;
            }
        }
        return true;
    }

    /** Whether some case has what a refinement needs; if not, the model does without. */
    private static boolean isPossible(TrainingDataset data, ExampleMaker maker) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        for (int draw = 0; draw < MAX_DRAWS; draw++) {
            if (maker.make(data.draw(0, random.nextLong()), draw).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** What the model file is written of. */
    private record Written(Map<String, Tensor> localizer, StageTrainer segmenter, Refiners refiners) {}

    /** The networks of the plan's refinements; only those that learned or came with a model are written. */
    private final class Refiners implements AutoCloseable {
        private final List<StageTrainer> trainers = new ArrayList<>();
        private final Set<Integer> usable = new TreeSet<>();

        Refiners(Device device) {
            for (int i = 0; i < plan.refinements().size(); i++) {
                Refinement refinement = plan.refinements().get(i);
                LabelSet head = plan.heads().get(plan.headOf(refinement));
                trainers.add(trainer(refinement.stage(), List.of(head), device, 3 + i));
            }
        }

        List<StageTrainer> trainers() {
            return trainers;
        }

        void learned(int refinement) {
            usable.add(refinement);
        }

        /** Takes over what the initial model has of them. */
        void restore(Optional<TensorFile> init) throws IOException {
            for (int i = 0; i < trainers.size() && init.isPresent(); i++) {
                Refinement refinement = plan.refinements().get(i);
                if (InitialWeights.plan(options.init().orElseThrow().toString(), init.get())
                        .refinements()
                        .contains(refinement)) {
                    TensorCopies.restore(
                            options.init().get().toString(),
                            init.get(),
                            SegmentationModel.prefix(refinement),
                            trainers.get(i).weights().tensors());
                    trainers.get(i).restartAverage();
                    learned(i);
                }
            }
        }

        SegmentationPlan plan() {
            return plan.withRefinements(
                    usable.stream().map(plan.refinements()::get).toList());
        }

        List<Map<String, Tensor>> averages() {
            return usable.stream().map(i -> trainers.get(i).average()).toList();
        }

        @Override
        public void close() {
            trainers.forEach(StageTrainer::close);
        }
    }

    private StageTrainer trainer(Stage stage, List<LabelSet> heads, Device device, int salt) {
        return new StageTrainer(stage, heads, options.device().precision(), device, options.seed() * 31 + salt);
    }

    /**
     * @param steps in all
     * @param peak of the learning rate
     */
    private record Course(long steps, double peak) {}

    private interface ExampleMaker {
        /** Empty where the sample does not suit. */
        Optional<Example> make(TrainingSample sample, long seed);
    }

    private void stage(
            String name,
            StageTrainer trainer,
            TrainingDataset data,
            ExampleMaker maker,
            Course course,
            StageTrainer.CheckpointListener onCheckpoint,
            Listener listener)
            throws IOException {
        Path checkpoint = options.out().resolve(name + ".checkpoint");
        trainer.resume(checkpoint);
        LearningRate rate = new LearningRate(
                course.peak(), Math.min(WARM_UP, course.steps() / 10), Math.max(1, course.steps()), LAST_SHARE);
        long salt = options.seed() * 1_000_003 + name.hashCode();
        try (ExampleSource source = new ExampleSource(trainer.steps(), 1, step -> {
                    SplittableRandom random = new SplittableRandom(salt + step);
                    for (int draw = 0; draw < MAX_DRAWS; draw++) {
                        Optional<Example> example = maker.make(data.draw(step, random.nextLong()), random.nextLong());
                        if (example.isPresent()) {
                            return example.get();
                        }
                    }
                    throw new IOException("hardly a case has an NM image and its tracing");
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

    private void write(Written written) throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>(provenance);
        metadata.put(
                "substantia.steps",
                String.format(Locale.ROOT, "%d", written.segmenter().steps()));
        metadata.put("substantia.seed", Long.toString(options.seed()));
        SafeTensors.write(
                modelFile(),
                SegmentationModel.toFile(
                        written.refiners().plan(),
                        written.localizer(),
                        written.segmenter().average(),
                        written.refiners().averages(),
                        metadata));
    }
}

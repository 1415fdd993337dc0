package org.substantia.segmentation.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Device;
import org.substantia.base.io.Sha256;
import org.substantia.base.random.RandomStream;
import org.substantia.learning.log.TrainingLog;
import org.substantia.learning.optimization.TrainingCheckpoint;
import org.substantia.segmentation.encoder.SliceEncoder;
import org.substantia.segmentation.model.ModelFiles;
import org.substantia.segmentation.plan.LabelSet;
import org.substantia.segmentation.plan.PlanJson;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.plan.Stage;
import org.substantia.segmentation.training.augmentation.Augmentation;
import org.substantia.segmentation.training.sample.Example;

/**
 * Trains the networks of a model, one after the other, and writes the model file. The folder of the run holds:
 *
 * <ul>
 *   <li>{@code localizer.checkpoint}, {@code segmenter.checkpoint}, {@code refinement.HEAD.checkpoint}: all that is
 *       needed to resume at the exact step (safetensors); HEAD is the name of a label set
 *   <li>{@code localizer.jsonl} and so on: the training logs
 *   <li>{@code model.safetensors}: the model, of the moving averages of the weights, renewed with every checkpoint
 * </ul>
 *
 * To be used by one thread; only {@link #stop} may come from another.
 */
public final class SegmentationTraining {
    /** The stage of the network that segments. */
    public static final String SEGMENTER = "segmenter";

    /** The program's version in a provenance; by another version a run is not resumed, which makes other samples. */
    public static final String VERSION = "substantia.version";

    private static final String CHECKPOINT = ".checkpoint";
    private static final String RUN = "run";
    private static final String DATA = "data";

    /** Follows progress. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Called with each entry of the training log.
         *
         * @param stage {@code localizer}, {@value #SEGMENTER} or {@code refinement.HEAD}
         * @param entry by key
         */
        void onEntry(String stage, Map<String, Object> entry);
    }

    private final SegmentationPlan plan;
    private final SegmentationTrainingOptions options;
    private final Map<String, String> provenance;
    private final Optional<SoftTargets> targets;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopping;

    /** @param provenance put into the model file: program version, data, options */
    public SegmentationTraining(
            SegmentationPlan plan, SegmentationTrainingOptions options, Map<String, String> provenance) {
        this(plan, options, provenance, Optional.empty());
    }

    /**
     * @param provenance put into the model file: program version, data, options
     * @param targets those of the segmenter's teacher, if there is one; the other networks have none
     */
    public SegmentationTraining(
            SegmentationPlan plan,
            SegmentationTrainingOptions options,
            Map<String, String> provenance,
            Optional<SoftTargets> targets) {
        this.plan = plan;
        this.options = options;
        // By key: the order of the caller's map may differ from run to run, and files are known by their digests.
        this.provenance = Collections.unmodifiableMap(new TreeMap<>(provenance));
        this.targets = targets;
    }

    public Path modelFile() {
        return options.out().resolve("model.safetensors");
    }

    /**
     * Makes sure that the checkpoints in the run's folder, if there are any, are of this run and these samples; what
     * may differ is where files lie and what they are called, threads, and how often checkpoints are written. To be
     * called before samples are made or anything else is written.
     *
     * @throws IOException naming the file, if one cannot be read or is another run's
     */
    public void requireOwnCheckpoints(TrainingDataset data) throws IOException {
        Map<String, String> notes = notes(data);
        for (Path file : checkpoints()) {
            TrainingCheckpoint stored = TrainingCheckpoint.read(file);
            for (Map.Entry<String, String> note : notes.entrySet()) {
                stored.requireNote(note.getKey(), note.getValue());
            }
        }
    }

    private Map<String, String> notes(TrainingDataset data) throws IOException {
        // In one order, so that checkpoints have the same bytes.
        Map<String, String> notes = new LinkedHashMap<>();
        notes.put(RUN, describe());
        notes.put(DATA, data.describe());
        if (provenance.containsKey(VERSION)) {
            notes.put("version", "version " + provenance.get(VERSION));
        }
        return notes;
    }

    /** Whether the run's folder holds a checkpoint. */
    public boolean isBegun() throws IOException {
        return !checkpoints().isEmpty();
    }

    private List<Path> checkpoints() throws IOException {
        if (!Files.isDirectory(options.out())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(options.out())) {
            return files.filter(file -> file.getFileName().toString().endsWith(CHECKPOINT))
                    .sorted()
                    .toList();
        }
    }

    /** All but the samples that the weights depend on, in one line. */
    private String describe() throws IOException {
        String init = options.init().isPresent()
                ? ", initialized from " + ModelFiles.sha256(options.init().get())
                : "";
        return options.describe() + ", plan "
                + new Sha256().update(PlanJson.write(plan.unnamed())).hex() + init
                + targets.map(soft -> ", " + soft.describe()).orElse("");
    }

    /**
     * Trains, or resumes where an earlier call was stopped.
     *
     * @param data whose samples are made
     * @return whether all steps were taken; false when {@link #stop} was called before
     * @throws IOException if samples cannot be read or files not be written, or the folder holds another run
     */
    public boolean run(TrainingDataset data, Listener listener) throws IOException {
        try (data) {
            requireOwnCheckpoints(data);
            return train(data, listener);
        } finally {
            ended.countDown();
        }
    }

    /** Lets the present step end and its checkpoint be written, then returns. */
    public void stop() throws InterruptedException {
        stopping = true;
        ended.await();
    }

    boolean isStopping() {
        return stopping;
    }

    private boolean train(TrainingDataset data, Listener listener) throws IOException {
        Optional<InitialModel> initial = options.init().isPresent()
                ? Optional.of(InitialModel.read(options.init().get()))
                : Optional.empty();
        if (initial.isPresent()) {
            initial.get().requireEncoder(plan.encoder(), options.encoder());
        }
        if (plan.encoder().isEmpty()) {
            return train(data, initial, Optional.empty(), listener);
        }
        try (SliceEncoder encoder =
                SliceEncoder.open(modelFile().toString(), plan.encoder().get(), options.encoder(), options.device())) {
            return train(data, initial, Optional.of(encoder), listener);
        }
    }

    private boolean train(
            TrainingDataset data, Optional<InitialModel> initial, Optional<SliceEncoder> encoder, Listener listener)
            throws IOException {
        Augmentation augmentation = Augmentation.wide(plan, options.lone());
        try (Device device = options.device().torchDevice();
                StageTrainer localizer = trainer(plan.localizer(), plan.landmarks(), device, 1);
                StageTrainer segmenter =
                        trainer(plan.segmenter(), plan.segmenterLabelSets(), encoder, targets, device, 2)) {
            if (initial.isPresent()) {
                initial.get().restoreLocalizer(localizer.weights());
                localizer.restartAverage();
                initial.get().restoreSegmenter(plan.segmenterLabelSets(), segmenter.weights());
                segmenter.restartAverage();
            } else {
                StageSchedule schedule = new StageSchedule(options.localizerSteps(), options.localizerLearningRate());
                SuitableExamples examples = SuitableExamples.coarse(data, augmentation, plan);
                examples.require();
                if (!new StageRun("localizer", localizer, examples, schedule).run(data, () -> {}, listener)) {
                    return false;
                }
            }
            try (RefinementTrainers refinements = new RefinementTrainers(
                    plan,
                    (refinement, index) -> trainer(
                            refinement.stage(), plan.labelSets().get(plan.indexOf(refinement)), device, 3 + index))) {
                if (initial.isPresent()) {
                    refinements.initialize(initial.get());
                }
                ModelSnapshot snapshot = new ModelSnapshot(localizer.average(), segmenter, refinements);
                StageSchedule schedule = new StageSchedule(options.segmenterSteps(), options.learningRate());
                SuitableExamples examples = SuitableExamples.fine(data, augmentation, targets.isPresent());
                if (options.segmenterSteps() > 0) {
                    examples.require();
                }
                return new StageRun(SEGMENTER, segmenter, examples, schedule).run(data, () -> write(snapshot), listener)
                        && refine(snapshot, data, augmentation, listener);
            }
        }
    }

    private StageTrainer trainer(Stage stage, LabelSet labelSet, Device device, int salt) {
        return trainer(stage, List.of(labelSet), Optional.empty(), Optional.empty(), device, salt);
    }

    private StageTrainer trainer(
            Stage stage,
            List<LabelSet> labelSets,
            Optional<SliceEncoder> encoder,
            Optional<SoftTargets> soft,
            Device device,
            int salt) {
        return new StageTrainer(
                stage, labelSets, encoder, soft, options.device().precision(), device, options.seed() * 31 + salt);
    }

    /** @return whether all steps were taken */
    private boolean refine(ModelSnapshot snapshot, TrainingDataset data, Augmentation augmentation, Listener listener)
            throws IOException {
        for (int i = 0; i < plan.refinements().size() && options.refinementSteps() > 0; i++) {
            int index = i;
            SuitableExamples examples = SuitableExamples.close(data, augmentation, plan, index);
            if (!examples.exist()) {
                // The model does without.
                continue;
            }
            String name = "refinement." + plan.refinements().get(i).labelSet();
            StageSchedule schedule = new StageSchedule(options.refinementSteps(), options.localizerLearningRate());
            StageRun run = new StageRun(name, snapshot.refinements().get(i), examples, schedule);
            StageTrainer.CheckpointListener onCheckpoint = () -> {
                snapshot.refinements().markUsable(index);
                write(snapshot);
            };
            if (!run.run(data, onCheckpoint, listener)) {
                return false;
            }
        }
        return true;
    }

    private void write(ModelSnapshot snapshot) throws IOException {
        snapshot.write(modelFile(), provenance, options.seed());
    }

    /** The training of one network, with its checkpoint and its log. */
    private final class StageRun {
        private final String name;
        private final StageTrainer trainer;
        private final SuitableExamples examples;
        private final StageSchedule schedule;
        private final long salt;

        StageRun(String name, StageTrainer trainer, SuitableExamples examples, StageSchedule schedule) {
            this.name = name;
            this.trainer = trainer;
            this.examples = examples;
            this.schedule = schedule;
            this.salt = options.seed() * 1_000_003 + name.hashCode();
        }

        /** @return whether all steps were taken */
        boolean run(TrainingDataset data, StageTrainer.CheckpointListener onCheckpoint, Listener listener)
                throws IOException {
            Path checkpoint = options.out().resolve(name + CHECKPOINT);
            trainer.resume(checkpoint);
            try (StepInputSource source = new StepInputSource(
                            trainer.examples(),
                            options.exampleThreads(),
                            step -> StepInput.of(example(step), trainer.stage()));
                    TrainingLog log = TrainingLog.resume(options.out().resolve(name + ".jsonl"), trainer.steps())) {
                trainer.train(
                        source,
                        schedule,
                        new StageTrainer.Saving(checkpoint, notes(data), options.checkpointEvery(), onCheckpoint),
                        entry -> {
                            log.write(entry);
                            listener.onEntry(name, entry);
                        },
                        () -> stopping);
            }
            return trainer.steps() >= schedule.steps();
        }

        private Example example(long step) throws IOException {
            return examples.of(step, new RandomStream(salt + step));
        }
    }
}

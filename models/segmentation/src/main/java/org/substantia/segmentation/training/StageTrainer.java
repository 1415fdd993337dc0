package org.substantia.segmentation.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.substantia.learning.device.Precision;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.log.TrainingLog;
import org.substantia.learning.network.Logits;
import org.substantia.learning.optimization.AdamW;
import org.substantia.learning.optimization.LearningRate;
import org.substantia.learning.optimization.SkippedSteps;
import org.substantia.learning.optimization.TrainingCheckpoint;
import org.substantia.learning.tensor.Tensors;
import org.substantia.segmentation.encoder.SegmenterNetwork;
import org.substantia.segmentation.encoder.SliceEncoder;
import org.substantia.segmentation.plan.LabelSet;
import org.substantia.segmentation.plan.Stage;
import org.substantia.segmentation.preprocessing.SpaceToDepth;

/**
 * Trains the network of one stage, one example a step. Everything random depends on the seed and the number of the
 * example, so a run that was stopped resumes as if it had not been. An example without a finite gradient is skipped. To
 * be used by one thread.
 */
final class StageTrainer implements AutoCloseable {
    private static final AdamW.Options OPTIMIZER = new AdamW.Options(0.02, 5, 500);
    /** Steps between entries of the log. */
    private static final int LOG_EVERY = 25;
    /** The checkpoint's note of how many examples were skipped. */
    private static final String SKIPPED = "skipped";

    private final Stage stage;
    private final SpaceToDepth layout;
    private final SegmenterNetwork network;
    private final Device device;
    private final Parameters weights;
    private final AdamW optimizer;
    private final StageLoss loss;
    private SkippedSteps skips = new SkippedSteps(0);

    /** Called after a checkpoint was written. */
    interface CheckpointListener {
        void onCheckpoint() throws IOException;
    }

    /** Receives the log's entries. */
    interface LogListener {
        void onEntry(Map<String, Object> entry) throws IOException;
    }

    /**
     * @param file of the checkpoint
     * @param notes of the run, which the checkpoint keeps
     * @param every steps between checkpoints
     * @param listener called after each
     */
    record Saving(Path file, Map<String, String> notes, int every, CheckpointListener listener) {}

    /**
     * @param encoder beside the network, if there is one; closed by whoever opened it
     * @param targets those of a teacher, if there is one
     */
    StageTrainer(
            Stage stage,
            List<LabelSet> labelSets,
            Optional<SliceEncoder> encoder,
            Optional<SoftTargets> targets,
            Precision precision,
            Device device,
            long seed) {
        this.stage = stage;
        this.device = device;
        this.layout = SpaceToDepth.of(stage.patch(), stage.topology().blockSize());
        this.network = new SegmenterNetwork(stage.topology(), encoder, precision);
        this.weights = network.initialize(seed, device);
        this.optimizer = new AdamW(weights, OPTIMIZER);
        this.loss = new StageLoss(stage, labelSets, targets);
    }

    /**
     * Trains until the schedule's steps have been taken or {@code stop} is true, then writes a checkpoint.
     *
     * @param source of the examples from {@link #examples()} on
     * @throws IOException also if the network has diverged; the checkpoint stays as it was
     */
    void train(StepInputSource source, StageSchedule schedule, Saving saving, LogListener log, BooleanSupplier stop)
            throws IOException {
        LearningRate rate = schedule.learningRate();
        Averages averages = new Averages();
        long since = System.nanoTime();
        while (optimizer.steps() < schedule.steps() && !stop.getAsBoolean()) {
            StepInput input = source.take();
            double learningRate = rate.at(optimizer.steps());
            double lost = backward(input, averages);
            double norm = optimizer.step(learningRate);
            long step = optimizer.steps();
            if (skips.skipped(norm, step, saving.file().toString())) {
                averages.addSkipped();
                continue;
            }
            averages.addLoss(lost);
            averages.addNorm(norm);
            if (step % LOG_EVERY == 0) {
                Map<String, Object> entry = new LinkedHashMap<>();
                entry.put(TrainingLog.STEP, step);
                entry.put(TrainingLog.STEPS, schedule.steps());
                entry.put("learningRate", learningRate);
                averages.putInto(entry);
                entry.put("secondsPerStep", (System.nanoTime() - since) / 1e9 / LOG_EVERY);
                entry.put("memoryMiB", Pointer.physicalBytes() >> 20);
                log.onEntry(entry);
                averages = new Averages();
                since = System.nanoTime();
            }
            if (step % saving.every() == 0) {
                save(saving);
            }
        }
        save(saving);
    }

    /** Writes all that is needed to resume. */
    private void save(Saving saving) throws IOException {
        Map<String, String> notes = new LinkedHashMap<>(saving.notes());
        if (skips.count() > 0) {
            notes.put(SKIPPED, Long.toString(skips.count()));
        }
        TrainingCheckpoint.write(saving.file(), notes, weights, optimizer);
        saving.listener().onCheckpoint();
    }

    /** The stage whose network is trained. */
    Stage stage() {
        return stage;
    }

    /** Leaves the gradients with the weights and returns the loss. */
    private double backward(StepInput step, Averages averages) {
        try (PointerScope scope = new PointerScope()) {
            Tensor input = Tensors.of(step.channels(), layout.inputShape(step.images()))
                    .permute(0, 4, 1, 2, 3)
                    .to(device, ScalarType.Float);
            Logits logits = network.forward(input, weights, true);
            Tensor lost = loss.of(step, input, logits, averages);
            double value = lost.item_double();
            lost.backward();
            return value;
        }
    }

    /**
     * Resumes a stored run, if there is one.
     *
     * @throws IOException naming the file, if it cannot be read or is of other networks
     */
    void resume(Path file) throws IOException {
        if (Files.exists(file)) {
            TrainingCheckpoint stored = TrainingCheckpoint.read(file);
            stored.restore(weights, optimizer);
            skips = new SkippedSteps(stored.count(SKIPPED));
        }
    }

    /** Restarts the moving average at the present weights. */
    void restartAverage() {
        optimizer.restartAverage();
    }

    long steps() {
        return optimizer.steps();
    }

    /** Examples seen, those that were skipped among them; so the number of the next one. */
    long examples() {
        return optimizer.steps() + skips.count();
    }

    /** The weights to predict with. */
    Map<String, Tensor> average() {
        return optimizer.average();
    }

    Parameters weights() {
        return weights;
    }

    @Override
    public void close() {
        optimizer.close();
        weights.close();
    }
}

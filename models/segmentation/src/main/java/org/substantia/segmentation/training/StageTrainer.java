package org.substantia.segmentation.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.substantia.learning.device.Precision;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.loss.SegmentationLoss;
import org.substantia.learning.network.Logits;
import org.substantia.learning.network.ResidualUNet;
import org.substantia.learning.optimization.AdamW;
import org.substantia.learning.optimization.LearningRate;
import org.substantia.learning.tensor.TensorCopies;
import org.substantia.learning.tensor.Tensors;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.learning.weights.TensorFile;
import org.substantia.learning.weights.TensorType;
import org.substantia.learning.weights.WeightsException;
import org.substantia.segmentation.plan.LabelSet;
import org.substantia.segmentation.plan.Stage;
import org.substantia.segmentation.preprocessing.SpaceToDepth;

/**
 * Trains the network of one stage, one example a step. Everything random depends on the seed and the step, so a run
 * that was stopped resumes as if it had not been. To be used by one thread.
 */
final class StageTrainer implements AutoCloseable {
    private static final String STEP = "step";
    private static final AdamW.Options OPTIMIZER = new AdamW.Options(0.02, 5, 500);
    /** Steps between entries of the log. */
    private static final int LOG_EVERY = 25;
    /**
     * Weight of each head's loss. The challenge's 0.6 and 0.4 were tried: the sixteen nuclei are learned soon, the
     * nigra's NM tracing hardly moved in 4,000 steps.
     */
    private static final double HEAD = 0.5;
    /** Weight of the first auxiliary head's loss (deep supervision), halved from level to level. */
    private static final double AUXILIARY = 0.3;
    /** Added weight of a voxel at a border. */
    private static final float BORDER = 2;
    /** Weight of a voxel far from all structures of a label set. */
    private static final float FAR = 0.05f;

    private final Stage stage;
    private final List<LabelSet> labelSets;
    private final SpaceToDepth layout;
    private final ResidualUNet network;
    private final Device device;
    private final Parameters weights;
    private final AdamW optimizer;
    private final List<SegmentationLoss> lossOf;

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
     * @param every steps between checkpoints
     * @param listener called after each
     */
    record Saving(Path file, int every, CheckpointListener listener) {}

    StageTrainer(Stage stage, List<LabelSet> labelSets, Precision precision, Device device, long seed) {
        this.stage = stage;
        this.labelSets = labelSets;
        this.device = device;
        this.layout = SpaceToDepth.of(stage.patch(), stage.topology().blockSize());
        this.network = new ResidualUNet(stage.topology(), precision);
        this.weights = network.initialize(seed, device);
        this.optimizer = new AdamW(weights, OPTIMIZER);
        this.lossOf = labelSets.stream().map(StageTrainer::loss).toList();
    }

    private static SegmentationLoss loss(LabelSet labelSet) {
        float[] dice = new float[labelSet.classes()];
        for (int c = 1; c < dice.length; c++) {
            dice[c] = (float) labelSet.structures().get(c - 1).weight();
        }
        return new SegmentationLoss(dice, BORDER, FAR);
    }

    /** Trains until the schedule's steps have been taken or {@code stop} is true, then writes a checkpoint. */
    void train(StepInputSource source, StageSchedule schedule, Saving saving, LogListener log, BooleanSupplier stop)
            throws IOException {
        LearningRate rate = schedule.learningRate();
        Averages averages = new Averages();
        long since = System.nanoTime();
        while (optimizer.steps() < schedule.steps() && !stop.getAsBoolean()) {
            StepInput input = source.take();
            double learningRate = rate.at(optimizer.steps());
            averages.addLoss(backward(input, averages));
            double norm = optimizer.step(learningRate);
            averages.addNorm(norm);
            long step = optimizer.steps();
            if (step % LOG_EVERY == 0) {
                Map<String, Object> entry = new LinkedHashMap<>();
                entry.put(STEP, step);
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

    private void save(Saving saving) throws IOException {
        save(saving.file());
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
            List<Tensor> losses = new ArrayList<>();
            List<Double> shares = new ArrayList<>();
            addHeads(step, logits, losses, shares, averages);
            addAuxiliaryHeads(step, logits, losses, shares);
            Tensor loss = SegmentationLoss.weighted(losses, shares);
            double value = loss.item_double();
            loss.backward();
            return value;
        }
    }

    private void addHeads(StepInput step, Logits logits, List<Tensor> losses, List<Double> shares, Averages averages) {
        for (int h = 0; h < labelSets.size(); h++) {
            StepInput.Target target = step.heads().get(h);
            if (!target.isEmpty()) {
                SegmentationLoss.Value value =
                        lossOf.get(h).of(logits.heads().get(h), target.labels(), target.places());
                losses.add(value.loss());
                shares.add(HEAD);
                averages.addDice(labelSets.get(h), value.dice());
            }
        }
    }

    private void addAuxiliaryHeads(StepInput step, Logits logits, List<Tensor> losses, List<Double> shares) {
        int levels = step.auxiliary().size();
        for (int i = 0; i < levels; i++) {
            int level = levels - i;
            StepInput.Target target = step.auxiliary().get(level - 1);
            losses.add(lossOf.get(0)
                    .of(logits.auxiliary().get(i), target.labels(), target.places())
                    .loss());
            shares.add(HEAD * AUXILIARY / (1 << (level - 1)));
        }
    }

    /** Writes all that is needed to resume. */
    void save(Path file) throws IOException {
        Map<String, NamedTensor> tensors =
                new LinkedHashMap<>(TensorCopies.named("weights.", weights.tensors(), TensorType.F32));
        tensors.putAll(TensorCopies.named("", optimizer.state(), TensorType.F32));
        SafeTensors.write(file, new TensorFile(Map.of(STEP, Long.toString(optimizer.steps())), tensors));
    }

    /**
     * Resumes a stored run.
     *
     * @return whether there was one
     */
    boolean resume(Path file) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        TensorFile stored = SafeTensors.read(file);
        String step = stored.metadata().getOrDefault(STEP, "");
        if (!step.matches("\\d{1,12}")) {
            throw new WeightsException(file.toString(), "is no checkpoint of a training run: it has no step");
        }
        TensorCopies.restore(file.toString(), stored, "weights.", weights.tensors());
        TensorCopies.restore(file.toString(), stored, "", optimizer.state());
        optimizer.resumeAt(Long.parseLong(step));
        return true;
    }

    /** Restarts the moving average at the present weights. */
    void restartAverage() {
        optimizer.restartAverage();
    }

    long steps() {
        return optimizer.steps();
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

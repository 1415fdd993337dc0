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
import org.substantia.learning.tensor.TensorCopies;
import org.substantia.learning.device.Precision;
import org.substantia.learning.loss.SegmentationLoss;
import org.substantia.learning.network.Logits;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.network.ResidualUNet;
import org.substantia.learning.tensor.Tensors;
import org.substantia.learning.optimization.AdamW;
import org.substantia.learning.optimization.LearningRate;
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
 * that was stopped goes on as if it had not been. To be used by one thread.
 */
final class StageTrainer implements AutoCloseable {
    private static final String STEP = "step";
    private static final AdamW.Options OPTIMISER = new AdamW.Options(0.02, 5, 500);
    /**
     * What each head counts. The challenge's 0.6 and 0.4 were tried: the sixteen nuclei are learned soon, the nigra's
     * NM tracing hardly moved in 4,000 steps.
     */
    private static final double HEAD = 0.5;
    /** Deep supervision: what the loss at each coarser level counts, halved from level to level. */
    private static final double ASIDE = 0.3;
    /** What a voxel at a border weighs more. */
    private static final float BORDER = 2;
    /** What a voxel far from all structures of a head weighs. */
    private static final float FAR = 0.05f;

    private final Stage stage;
    private final List<LabelSet> heads;
    private final SpaceToDepth folding;
    private final ResidualUNet network;
    private final Device device;
    private final Parameters weights;
    private final AdamW optimiser;
    private final List<SegmentationLoss> losses;

    /** Is called after a checkpoint was written. */
    interface CheckpointListener {
        void written() throws IOException;
    }

    /** Is told the log's entries. */
    interface LogListener {
        void heard(Map<String, Object> entry) throws IOException;
    }

    /**
     * @param file of the checkpoint
     * @param every so many steps
     * @param listener called after each
     */
    record Saving(Path file, int every, CheckpointListener listener) {}

    StageTrainer(Stage stage, List<LabelSet> heads, Precision precision, Device device, long seed) {
        this.stage = stage;
        this.heads = heads;
        this.device = device;
        this.folding = SpaceToDepth.of(stage.patch(), stage.topology().blockSize());
        this.network = new ResidualUNet(stage.topology(), precision);
        this.weights = network.initialize(seed, device);
        this.optimiser = new AdamW(weights, OPTIMISER);
        this.losses = heads.stream().map(StageTrainer::loss).toList();
    }

    private static SegmentationLoss loss(LabelSet head) {
        float[] dice = new float[head.classes()];
        for (int c = 1; c < dice.length; c++) {
            dice[c] = (float) head.structures().get(c - 1).weight();
        }
        return new SegmentationLoss(dice, BORDER, FAR);
    }

    /** Goes on until {@code steps} steps have been taken or {@code stop} says so; ends with a checkpoint. */
    void train(
            ExampleSource source,
            LearningRate rate,
            long steps,
            Saving saving,
            LogListener log,
            int logEvery,
            BooleanSupplier stop)
            throws IOException {
        Averages averages = new Averages();
        long since = System.nanoTime();
        while (optimiser.steps() < steps && !stop.getAsBoolean()) {
            Example example = source.take();
            double learningRate = rate.at(optimiser.steps());
            averages.addLoss(forwardAndBack(example, averages));
            double norm = optimiser.step(learningRate);
            averages.addNorm(norm);
            long step = optimiser.steps();
            if (step % logEvery == 0) {
                Map<String, Object> entry = new LinkedHashMap<>();
                entry.put(STEP, step);
                entry.put("learningRate", learningRate);
                averages.putInto(entry);
                entry.put("secondsPerStep", (System.nanoTime() - since) / 1e9 / logEvery);
                entry.put("memoryMiB", Pointer.physicalBytes() >> 20);
                log.heard(entry);
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
        saving.listener().written();
    }

    private double forwardAndBack(Example example, Averages averages) {
        try (PointerScope scope = new PointerScope()) {
            float[] folded = folding.fold(example.images());
            Tensor input = Tensors.of(folded, folding.inputShape(example.images().length))
                    .permute(0, 4, 1, 2, 3)
                    .to(device, org.bytedeco.pytorch.global.torch.ScalarType.Float);
            int[] size = {folding.nx(), folding.ny(), folding.nz()};
            Logits logits = network.forward(input, weights, true);
            List<Tensor> parts = new ArrayList<>();
            List<Double> shares = new ArrayList<>();
            for (int h = 0; h < heads.size(); h++) {
                byte[] classes = example.classes().get(h);
                if (classes.length == 0) {
                    continue;
                }
                SegmentationLoss.Value value = losses.get(h)
                        .of(
                                logits.heads().get(h),
                                folding.fold(classes),
                                folding.fold(LossWeightMap.of(classes, size, stage.spacing())));
                parts.add(value.loss());
                shares.add(HEAD);
                averages.addDice(heads.get(h), value.dice());
            }
            int levels =
                    example.classes().get(0).length == 0 ? 0 : logits.auxiliary().size();
            for (int i = 0; i < levels; i++) {
                int level = levels - i;
                byte[] coarser = LossWeightMap.coarser(example.classes().get(0), stage, level);
                parts.add(losses.get(0)
                        .of(logits.auxiliary().get(i), coarser, new byte[coarser.length])
                        .loss());
                shares.add(HEAD * ASIDE / (1 << (level - 1)));
            }
            Tensor loss = SegmentationLoss.weighted(parts, shares);
            double value = loss.item_double();
            loss.backward();
            return value;
        }
    }

    /** Writes all that is needed to go on. */
    void save(Path file) throws IOException {
        Map<String, NamedTensor> tensors =
                new LinkedHashMap<>(TensorCopies.named("weights.", weights.tensors(), TensorType.F32));
        tensors.putAll(TensorCopies.named("", optimiser.state(), TensorType.F32));
        SafeTensors.write(file, new TensorFile(Map.of(STEP, Long.toString(optimiser.steps())), tensors));
    }

    /**
     * Goes on with a stored run.
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
            throw new WeightsException(file.toString(), "is no checkpoint of a training run: it tells no step");
        }
        TensorCopies.restore(file.toString(), stored, "weights.", weights.tensors());
        TensorCopies.restore(file.toString(), stored, "", optimiser.state());
        optimiser.resumeAt(Long.parseLong(step));
        return true;
    }

    /** Begins the moving average at the weights as they now are. */
    void restartAverage() {
        optimiser.restartAverage();
    }

    long steps() {
        return optimiser.steps();
    }

    /** The weights to predict with. */
    Map<String, Tensor> average() {
        return optimiser.average();
    }

    Parameters weights() {
        return weights;
    }

    @Override
    public void close() {
        optimiser.close();
        weights.close();
    }
}

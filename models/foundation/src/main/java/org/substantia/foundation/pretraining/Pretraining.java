package org.substantia.foundation.pretraining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.substantia.base.random.RandomStream;
import org.substantia.base.random.SplitMix64;
import org.substantia.foundation.adaptation.ImageInput;
import org.substantia.foundation.encoder.Architecture;
import org.substantia.foundation.model.EncoderWriter;
import org.substantia.foundation.model.Naming;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.layer.Weights;
import org.substantia.learning.log.TrainingLog;
import org.substantia.learning.optimization.AdamW;
import org.substantia.learning.optimization.LearningRate;
import org.substantia.learning.optimization.SkippedSteps;
import org.substantia.learning.optimization.TrainingCheckpoint;
import org.substantia.learning.tensor.Tensors;
import org.substantia.learning.weights.TensorType;

/**
 * Trains an encoder on slices without labels, by one {@link PretrainingMethod}. A folder receives {@code encoder/}, in
 * transformers' layout and half precision, {@code log.jsonl} and {@code pretraining.checkpoint}, all of them with every
 * checkpoint. Everything random depends on the seed and the step, so a run that was stopped resumes as if it had not
 * been. The same seed gives the same bytes on the same number of threads of one kind of processor.
 *
 * <p>To be run by one thread; {@link #stop} may be called by any.
 */
public final class Pretraining {
    private static final String RUN = "run";
    private static final AdamW.Options OPTIMIZER = new AdamW.Options(0.05, 1, 1);
    private static final int LOG_EVERY = 25;

    private final PretrainingOptions options;
    private final ComputeDevice device;
    private final Path folder;
    private final Map<String, String> notes;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopped;

    /** Receives what the log does. */
    @FunctionalInterface
    public interface Listener {
        /** @param entry with the step, the loss, the learning rate and the seconds of a step */
        void onEntry(Map<String, Object> entry);
    }

    /**
     * @param folder for the results
     * @param notes kept in the encoder's file, such as license and program
     */
    public Pretraining(PretrainingOptions options, ComputeDevice device, Path folder, Map<String, String> notes) {
        this.options = options;
        this.device = device;
        this.folder = folder;
        // By key: the order of the caller's map may differ from run to run, and files are known by their digests.
        this.notes = new TreeMap<>(notes);
    }

    /** Where the encoder is written. */
    public Path encoderFolder() {
        return folder.resolve("encoder");
    }

    /** All that is needed to go on with the run of a folder. */
    static Path checkpoint(Path folder) {
        return folder.resolve("pretraining.checkpoint");
    }

    /**
     * Makes sure that the folder's checkpoint, if there is one, is of this run. To be called before anything is
     * written.
     *
     * @param data digest of the slices
     * @throws IOException naming the file, if it cannot be read or is another run's
     */
    public void requireOwnCheckpoint(String data) throws IOException {
        Path file = checkpoint(folder);
        if (Files.exists(file)) {
            TrainingCheckpoint.read(file).requireNote(RUN, run(data));
        }
    }

    /** Lets the run write a checkpoint and end after its present step, and waits for that. */
    public void stop() throws InterruptedException {
        stopped = true;
        ended.await();
    }

    /**
     * Trains from the folder's checkpoint on, or from the beginning where there is none. To be called once.
     *
     * @param data digest of the slices, which a checkpoint must agree with
     * @return whether the run came to its end, rather than being stopped
     * @throws IOException if a file cannot be read or written, or the checkpoint is another run's
     */
    public boolean run(SliceBank slices, String data, Listener listener) throws IOException {
        PretextTask task = options.method().task(options, device.precision());
        try (Device where = device.torchDevice();
                Parameters weights = task.initialize(options.seed(), where);
                AdamW optimizer = new AdamW(weights, OPTIMIZER)) {
            resume(weights, optimizer, data);
            try (TrainingLog log = TrainingLog.resume(folder.resolve("log.jsonl"), optimizer.steps())) {
                train(task, slices, weights, optimizer, data, entry -> {
                    log.write(entry);
                    listener.onEntry(entry);
                });
            }
            return optimizer.steps() == options.steps();
        } finally {
            ended.countDown();
        }
    }

    /** Receives entries of the log. */
    private interface Entries {
        void write(Map<String, Object> entry) throws IOException;
    }

    private void train(
            PretextTask task, SliceBank slices, Parameters weights, AdamW optimizer, String data, Entries entries)
            throws IOException {
        LearningRate schedule = options.schedule();
        double loss = 0;
        int counted = 0;
        long since = System.nanoTime();
        while (optimizer.steps() < options.steps() && !stopped) {
            long step = optimizer.steps() + 1;
            double rate = schedule.at(step - 1);
            loss += backward(task, slices, weights, step);
            counted++;
            double norm = optimizer.step(rate);
            if (optimizer.steps() < step) {
                throw SkippedSteps.diverged(
                        checkpoint(folder).toString(), "the loss of step " + step + " has no finite gradient");
            }
            task.follow(weights, step / (double) options.steps());
            if (step % LOG_EVERY == 0) {
                Map<String, Object> entry = new LinkedHashMap<>();
                entry.put(TrainingLog.STEP, step);
                entry.put(TrainingLog.STEPS, options.steps());
                entry.put("loss", loss / counted);
                entry.put("learningRate", rate);
                entry.put("gradientNorm", norm);
                entry.put("secondsPerStep", (System.nanoTime() - since) / 1e9 / counted);
                entries.write(entry);
                loss = 0;
                counted = 0;
                since = System.nanoTime();
            }
            if (step % options.checkpointEvery() == 0 && step < options.steps()) {
                save(task, weights, optimizer, data);
            }
        }
        save(task, weights, optimizer, data);
    }

    /** Leaves the gradients with the weights and returns the loss. */
    private double backward(PretextTask task, SliceBank slices, Parameters weights, long step) {
        RandomStream random = new RandomStream(SplitMix64.seed(options.seed(), "pretraining step " + step));
        SliceBank.Batch batch = slices.draw(options.batch(), random);
        Architecture architecture = task.encoder().architecture();
        try (PointerScope scope = new PointerScope();
                Device where = device.torchDevice()) {
            Tensor shades = Tensors.of(
                            batch.shades(),
                            batch.count(),
                            3,
                            batch.like().rows(),
                            batch.like().columns())
                    .to(where, ScalarType.Byte);
            Tensor images = ImageInput.images(shades, options.input().grid(batch.like(), architecture), architecture);
            Tensor loss = task.loss(images, random, weights);
            loss.backward();
            return loss.item_double();
        }
    }

    private String run(String data) {
        return options.describe() + ", " + device.precision() + ", data " + data;
    }

    private void save(PretextTask task, Parameters weights, AdamW optimizer, String data) throws IOException {
        Map<String, String> about = new LinkedHashMap<>(notes);
        about.put("pretraining_method", options.method().toString());
        about.put("pretraining", "step " + optimizer.steps() + " of " + options.describe());
        Weights encoder = task.result(weights);
        EncoderWriter.write(
                encoderFolder(),
                task.encoder().architecture(),
                d -> Tensors.toFloats(encoder.get(d.name()).detach()),
                Naming.TRANSFORMERS,
                TensorType.F16,
                about);
        TrainingCheckpoint.write(checkpoint(folder), Map.of(RUN, run(data)), weights, optimizer);
    }

    private void resume(Parameters weights, AdamW optimizer, String data) throws IOException {
        Path file = checkpoint(folder);
        if (!Files.exists(file)) {
            return;
        }
        TrainingCheckpoint stored = TrainingCheckpoint.read(file);
        stored.requireNote(RUN, run(data));
        stored.restore(weights, optimizer);
    }
}

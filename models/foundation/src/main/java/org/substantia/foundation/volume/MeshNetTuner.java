package org.substantia.foundation.volume;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.substantia.base.parallel.Workers;
import org.substantia.base.random.RandomStream;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.layer.Weights;
import org.substantia.learning.loss.LossPlaces;
import org.substantia.learning.loss.SegmentationLoss;
import org.substantia.learning.optimization.AdamW;
import org.substantia.learning.optimization.LearningRate;
import org.substantia.learning.optimization.SkippedSteps;
import org.substantia.learning.tensor.Tensors;

/**
 * Fine-tunes a MeshNet to the labels of some structures. The network keeps all its classes: a structure is the best of
 * those that make it up, everything else the best of the others. So before the first step it segments exactly as it was
 * published, and what it learned of its other classes still tells these from the structures.
 *
 * <p>A voxel's class depends on a cube of some 93 mm, which a patch small enough to train on does not hold. So the last
 * layers alone are trained, on features that the others make of whole heads: no voxel that is learned from sees a
 * border that it will not see when heads are segmented. One patch a step, in float32. To be used by one thread; close
 * it to free the weights.
 *
 * <pre>{@code
 * try (MeshNetTuner tuner = new MeshNetTuner(file, List.of(file.labelsWith("caudate")), USUAL_LAYERS, device)) {
 *     tuner.add(t1, labels, workers);
 *     tuner.train(MeshNetTuner.Options.usual(200, 1e-4), 1, workers, step -> {});
 *     LabelMap caudate = tuner.segment(other, workers);
 * }
 * }</pre>
 */
public final class MeshNetTuner implements AutoCloseable {
    /** The last five layers of the published networks: half of their weights, which look 15 voxels away together. */
    public static final int USUAL_LAYERS = 5;

    /** The borders decide the score, as in the training of our own segmenter. */
    private static final float BORDER = 2;

    private static final AdamW.Options OPTIMIZER = new AdamW.Options(0.01, 5, 500);
    /** Features that are kept at a time: those of one head are some 170 MB. */
    private static final int KEPT = 4;
    /** Making features of a head costs as much as some five steps. */
    private static final int STEPS_PER_VIEW = 8;

    private final MeshNet network;
    /** Layers that stay as they are. */
    private final int frozen;
    /** The layers after them. */
    private final MeshNet trained;

    private final List<List<Integer>> structures;
    /** The classes that are of no structure. */
    private final List<Integer> others;

    private final int classes;
    private final ComputeDevice device;
    private final Device torchDevice;
    private final Parameters weights;
    private final AdamW optimizer;
    private final SegmentationLoss loss;
    private final List<TuningScan> scans = new ArrayList<>();

    /**
     * How it is trained.
     *
     * @param steps of one patch each
     * @param learningRate the peak; a tenth of the steps, 50 at most, lead up to it, half a cosine leads down
     * @param patch edge in voxels of 1 mm of what is learned from in a step
     */
    public record Options(int steps, double learningRate, int patch) {
        /** @throws IllegalArgumentException if a number does not make sense */
        public Options {
            if (steps < 1 || !(learningRate > 0) || patch < 1) {
                throw new IllegalArgumentException("no training: " + steps + ", " + learningRate + ", " + patch);
            }
        }

        /** Patches of 48 voxels. */
        public static Options usual(int steps, double learningRate) {
            return new Options(steps, learningRate, 48);
        }
    }

    /**
     * @param structures the network's classes that make up each; class 0 of none
     * @param trainedLayers how many of the last layers are trained; all of them if there are no more
     * @throws IllegalArgumentException if a structure has no class, two have the same, or no layer is trained
     */
    public MeshNetTuner(MeshNetFile file, List<List<Integer>> structures, int trainedLayers, ComputeDevice device) {
        if (trainedLayers < 1) {
            throw new IllegalArgumentException(trainedLayers + " layers to train");
        }
        this.network = file.network();
        this.frozen = Math.max(0, network.layers().size() - trainedLayers);
        this.trained = network.rest(frozen);
        this.structures = structures.stream().map(List::copyOf).toList();
        this.classes = file.classes();
        this.device = device;
        int[] all =
                this.structures.stream().flatMap(List::stream).mapToInt(c -> c).toArray();
        if (this.structures.stream().anyMatch(List::isEmpty)
                || Arrays.stream(all).distinct().count() != all.length
                || Arrays.stream(all).anyMatch(c -> c < 1 || c >= classes)) {
            throw new IllegalArgumentException("structures " + structures + " of " + classes + " classes");
        }
        this.others = IntStream.range(0, classes)
                .filter(c -> Arrays.stream(all).noneMatch(one -> one == c))
                .boxed()
                .toList();
        float[] dice = new float[structures.size() + 1];
        Arrays.fill(dice, 1);
        this.loss = new SegmentationLoss(dice, BORDER, 1);
        this.torchDevice = device.torchDevice();
        this.weights = file.parameters(torchDevice, frozen);
        this.optimizer = new AdamW(weights, OPTIMIZER);
    }

    /** How many numbers are trained. */
    public long trainedWeights() {
        return weights.trainableCount();
    }

    /**
     * Adds a scan to learn from.
     *
     * @param t1 a T1-weighted head, in any orientation
     * @param labels of it in the same world, structure k as k + 1, everything else 0
     * @return why nothing can be learned from it, in words that follow its name; empty if it was added
     * @throws IllegalStateException if the network {@linkplain MeshNet#normalized normalizes} its channels: what it
     *     learned from patches would not hold for whole heads
     */
    public Optional<String> add(Volume t1, LabelMap labels, Workers workers) {
        Optional<TuningScan> scan = TuningScan.of(t1, labels, workers);
        if (scan.isEmpty()) {
            return Optional.of("has an empty T1, or no label of a structure in it");
        }
        if (TuningFeatures.place(scan.get().still(), trained.reach()).isEmpty()) {
            return Optional.of("has no label deep enough in the head for the trained layers to see its surroundings");
        }
        scans.add(scan.get());
        return Optional.empty();
    }

    /**
     * Trains on the scans that were added.
     *
     * @param seed of every random choice
     * @param progress given the number of steps taken, after each
     * @return how many steps were left out because they had no finite gradient
     * @throws IOException if the network diverges
     * @throws IllegalStateException if there is no scan
     */
    public long train(Options options, long seed, Workers workers, IntConsumer progress) throws IOException {
        if (scans.isEmpty()) {
            throw new IllegalStateException("there is no scan to learn from");
        }
        LearningRate rate =
                new LearningRate(options.learningRate(), Math.min(50, options.steps() / 10), options.steps(), 0.05);
        RandomStream random = new RandomStream(seed);
        SkippedSteps skips = new SkippedSteps(0);
        Deque<TuningFeatures> kept = new ArrayDeque<>();
        try {
            for (int step = 0; step < options.steps(); step++) {
                if (step < KEPT || step % STEPS_PER_VIEW == 0) {
                    kept.add(features(random, workers));
                    if (kept.size() > KEPT) {
                        kept.remove().close();
                    }
                }
                TuningFeatures chosen = kept.stream()
                        .skip(random.nextInt(kept.size()))
                        .findFirst()
                        .orElseThrow();
                backward(chosen, options.patch(), random);
                skips.skipped(optimizer.step(rate.at(step)), optimizer.steps(), "MeshNet's fine-tuning");
                progress.accept(step + 1);
            }
            return skips.count();
        } finally {
            kept.forEach(TuningFeatures::close);
        }
    }

    /** What the frozen layers make of a view of one of the scans. */
    private TuningFeatures features(RandomStream random, Workers workers) {
        TuningScan scan = scans.get(random.nextInt(scans.size()));
        return scan.view(random.nextLong(), workers)
                .flatMap(this::features)
                .or(() -> features(scan.still()))
                .orElseThrow();
    }

    private Optional<TuningFeatures> features(TuningScan.View view) {
        return TuningFeatures.of(view, network, frozen, trained.reach(), weights, torchDevice);
    }

    /** Leaves the gradients with the weights. */
    private void backward(TuningFeatures features, int patch, RandomStream random) {
        BoundingBox box = features.patch(patch, random);
        try (PointerScope scope = new PointerScope()) {
            Tensor scores = trained.apply(features.around(box), weights);
            Tensor voxels =
                    scores.permute(0, 1, 4, 3, 2).reshape(classes, (long) box.sizeX() * box.sizeY() * box.sizeZ());
            byte[] labels = features.labels(box);
            byte[] places = new byte[labels.length];
            LossPlaces.markBorders(places, labels, box.sizeX(), box.sizeY(), box.sizeZ());
            loss.of(merged(voxels), labels, places).loss().backward();
        }
    }

    /** From the network's classes to the best of the others and the best of each structure's. */
    private Tensor merged(Tensor voxels) {
        Tensor[] merged = new Tensor[structures.size() + 1];
        merged[0] = best(voxels, others);
        for (int k = 0; k < structures.size(); k++) {
            merged[k + 1] = best(voxels, structures.get(k));
        }
        return torch.cat(new TensorVector(merged), 0);
    }

    private static Tensor best(Tensor voxels, List<Integer> chosen) {
        byte[] numbers = new byte[chosen.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (byte) (int) chosen.get(i);
        }
        Tensor index = Tensors.of(numbers, numbers.length).to(voxels.device(), ScalarType.Long);
        return voxels.index_select(0, index).amax(new long[] {0}, true);
    }

    /**
     * Segments a scan by the moving average of the trained weights, along the published road.
     *
     * @return on the scan's grid, structure k as k + 1
     */
    public LabelMap segment(Volume t1, Workers workers) {
        Map<String, Tensor> present = new LinkedHashMap<>(weights.tensors());
        present.putAll(optimizer.average());
        MeshNetSegmenter segmenter = new MeshNetSegmenter(network, Weights.of(present), device);
        LabelMap theirs = segmenter.segment(t1, workers);
        byte[] ofClass = new byte[classes];
        for (int k = 0; k < structures.size(); k++) {
            for (int c : structures.get(k)) {
                ofClass[c] = (byte) (k + 1);
            }
        }
        byte[] ours = new byte[theirs.geometry().voxelCount()];
        theirs.forEachLabeled((index, label) -> ours[index] = ofClass[label]);
        return LabelMap.ofBytes(theirs.geometry(), ours);
    }

    @Override
    public void close() {
        optimizer.close();
        weights.close();
        torchDevice.close();
    }
}

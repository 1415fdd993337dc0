package org.substantia.foundation.adaptation;

import static org.bytedeco.pytorch.global.torch.cat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.substantia.base.random.RandomStream;
import org.substantia.foundation.adaptation.Adaptation.Pooling;
import org.substantia.foundation.encoder.Architecture;
import org.substantia.foundation.encoder.Features;
import org.substantia.foundation.encoder.TokenGrid;
import org.substantia.foundation.encoder.Tokens;
import org.substantia.foundation.encoder.VisionEncoder;
import org.substantia.foundation.model.EncoderFile;
import org.substantia.foundation.roi.SliceStack;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.layer.Declaration;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.layer.Weights;
import org.substantia.learning.tensor.Tensors;
import org.substantia.learning.weights.WeightsException;

/**
 * An encoder whose weights stay as they are, with what it makes of the patients seen so far. What lies below the first
 * trained block is computed once for each patient and kept, until this is closed: features take a few kB for each
 * slice, tokens between blocks up to some MB for each patient. Safe to share between threads.
 *
 * <p>The level of an input says where the rest of the way begins: {@value #IMAGES} at the images, 0 to depth - 1 before
 * a block, depth behind all of them, at the features of whole slices, and depth + 1 at those of the
 * {@linkplain NucleusPooling nuclei}.
 */
public final class FrozenEncoder implements AutoCloseable {
    static final int IMAGES = -1;

    private static final int BATCH = 8;

    private final VisionEncoder encoder;
    private final Parameters weights;
    private final ComputeDevice device;
    private final ImageInput input;
    private final boolean keeps;
    private final IdentityHashMap<Example, Map<Integer, List<Tensor>>> kept = new IdentityHashMap<>();

    private FrozenEncoder(
            VisionEncoder encoder, Parameters weights, ComputeDevice device, ImageInput input, boolean keeps) {
        this.encoder = encoder;
        this.weights = weights;
        this.device = device;
        this.input = input;
        this.keeps = keeps;
    }

    /**
     * To learn from patients: each is computed once.
     *
     * @throws WeightsException if a weight is not finite
     */
    public static FrozenEncoder forTraining(EncoderFile file, ImageInput input, ComputeDevice device)
            throws WeightsException {
        return open(file, input, device, true);
    }

    /**
     * To classify patients, each of them once: nothing is kept.
     *
     * @throws WeightsException if a weight is not finite
     */
    public static FrozenEncoder forPrediction(EncoderFile file, ImageInput input, ComputeDevice device)
            throws WeightsException {
        return open(file, input, device, false);
    }

    private static FrozenEncoder open(EncoderFile file, ImageInput input, ComputeDevice device, boolean keeps)
            throws WeightsException {
        VisionEncoder encoder = file.encoder(device.precision());
        try (Device where = device.torchDevice()) {
            Parameters weights = file.parameters(encoder.declarations(name -> false), where);
            return new FrozenEncoder(encoder, weights, device, input, keeps);
        }
    }

    /** Another encoder of the same shape and with the same inputs, with random weights. */
    FrozenEncoder random(long seed) {
        RandomStream random = new RandomStream(seed);
        Map<String, float[]> fresh = new HashMap<>();
        for (Declaration d : encoder.declarations().all()) {
            // What no training changes, such as rotary periods, belongs to the shape.
            fresh.put(d.name(), d.trainable() ? d.initial(random) : Tensors.toFloats(weights.get(d.name())));
        }
        try (Device where = device.torchDevice()) {
            Parameters parameters = Parameters.of(encoder.declarations(name -> false), d -> fresh.get(d.name()), where);
            return new FrozenEncoder(encoder, parameters, device, input, true);
        }
    }

    public Architecture architecture() {
        return encoder.architecture();
    }

    /** How slices are shown to it. */
    public ImageInput input() {
        return input;
    }

    /** How many numbers it has. */
    public long count() {
        return weights.count();
    }

    VisionEncoder encoder() {
        return encoder;
    }

    Weights weights() {
        return weights;
    }

    ComputeDevice device() {
        return device;
    }

    int depth() {
        return architecture().depth();
    }

    /** The level of the features, where nothing is left to compute. */
    int featureLevel(Pooling pooling) {
        return pooling == Pooling.NUCLEI ? depth() + 1 : depth();
    }

    /**
     * Numbers that describe a slice: class token and mean patch, or the mean alone; or a mean patch of each nucleus.
     */
    int featureCount(Pooling pooling) {
        boolean classToken = architecture().classToken();
        int patch = classToken
                ? architecture().width()
                : architecture().windows().orElseThrow().channels();
        if (pooling == Pooling.NUCLEI) {
            return NucleusPooling.NUCLEI * patch;
        }
        return classToken ? 2 * patch : patch;
    }

    /** How many patches slices of a region have. */
    TokenGrid grid(SliceStack stack) {
        return input.grid(stack, architecture());
    }

    /** Images of all slices: shape (slices, 3, rows, columns), on the device. In the caller's scope. */
    Tensor images(SliceStack stack) {
        try (Device where = device.torchDevice()) {
            Tensor shades = Tensors.of(stack.shades(), stack.slices(), 1, stack.rows(), stack.columns());
            Tensor channels = input.channels() == ImageInput.Channels.SAME ? shades : withNeighbors(shades);
            return ImageInput.images(channels, grid(stack), architecture()).to(where, ScalarType.Float);
        }
    }

    private static Tensor withNeighbors(Tensor slices) {
        long rest = slices.size(0) - 1;
        Tensor below = cat(new TensorVector(slices.narrow(0, 0, 1), slices.narrow(0, 0, rest)), 0);
        Tensor above = cat(new TensorVector(slices.narrow(0, 1, rest), slices.narrow(0, rest, 1)), 0);
        return cat(new TensorVector(below, slices, above), 1);
    }

    /**
     * What a level begins with, for each region of a patient: shape (slices, ...), at the level of features of the
     * slices that are shown, below it of all. To be called within a scope, which the result belongs to where nothing is
     * kept.
     */
    List<Tensor> inputs(Example example, int level) {
        if (!keeps || level == IMAGES) {
            return computed(example, level);
        }
        synchronized (kept) {
            return kept.computeIfAbsent(example, e -> new TreeMap<>()).computeIfAbsent(level, l -> {
                List<Tensor> made = computed(example, level);
                made.forEach(Tensor::retainReference);
                return made;
            });
        }
    }

    private List<Tensor> computed(Example example, int level) {
        List<Tensor> inputs = new ArrayList<>();
        try (NoGradGuard still = new NoGradGuard()) {
            for (SliceStack stack : example.stacks()) {
                inputs.add(level == IMAGES ? images(stack) : computed(stack, level));
            }
        }
        return inputs;
    }

    private Tensor computed(SliceStack stack, int level) {
        PointerScope callers = PointerScope.getInnerScope();
        try (PointerScope scope = new PointerScope()) {
            Tensor images = images(stack);
            SlicePooling pooling = pooling(stack, level > depth() ? Pooling.NUCLEI : Pooling.SLICES);
            int[] slices = pooling.shown();
            TensorVector parts = new TensorVector();
            for (int first = 0; first < slices.length; first += BATCH) {
                int[] some = Arrays.copyOfRange(slices, first, Math.min(slices.length, first + BATCH));
                parts.push_back(begin(SlicePooling.select(images, some), level, pooling, some));
            }
            Tensor result = cat(parts, 0);
            callers.attach(result);
            return result;
        }
    }

    /** What describes the slices of a stack. */
    SlicePooling pooling(SliceStack stack, Pooling pooling) {
        return pooling == Pooling.NUCLEI ? new NucleusPooling(stack, grid(stack)) : new WholeSlices(stack.slices());
    }

    /**
     * What {@link #inputs} gives, of images that stand for some slices of a stack; nothing is kept.
     *
     * @param images shape (slices, 3, rows, columns)
     * @param pooling of the stack, where the level is that of features
     * @param slices which these are
     */
    Tensor begin(Tensor images, int level, SlicePooling pooling, int... slices) {
        if (level == IMAGES) {
            return images;
        }
        Tokens tokens = encoder.embed(images, weights);
        for (int block = 0; block < Math.min(level, depth()); block++) {
            tokens = encoder.block(block, tokens, weights);
        }
        if (level < depth()) {
            return tokens.values().to(device.precision().scalarType());
        }
        return pooling.features(encoder.finish(tokens, weights), slices, pooling.shown(), false);
    }

    /**
     * The rest of the way, with other weights or adapted layers.
     *
     * @param level below that of the features
     */
    Features rest(Tensor begin, TokenGrid grid, int level, VisionEncoder adapted, Weights adaptedWeights) {
        Tokens tokens = level == IMAGES
                ? adapted.embed(begin, adaptedWeights)
                : adapted.resume(begin.to(ScalarType.Float), grid, adaptedWeights);
        return adapted.rest(Math.max(0, level), tokens, adaptedWeights);
    }

    /**
     * The whole way from images on, with what is behind some of the blocks.
     *
     * @param pooled shape (slices, features)
     * @param patches behind each of the blocks, shape (slices, patches, width)
     */
    record Depths(Tensor pooled, List<Tensor> patches) {}

    Depths depths(Tensor images, List<Integer> blocks, VisionEncoder adapted, Weights adaptedWeights) {
        Tokens tokens = adapted.embed(images, adaptedWeights);
        List<Tensor> patches = new ArrayList<>();
        for (int block = 0; block < depth(); block++) {
            tokens = adapted.block(block, tokens, adaptedWeights);
            if (blocks.contains(block)) {
                long count = tokens.grid().count();
                Tensor values = tokens.values();
                patches.add(values.narrow(1, values.size(1) - count, count));
            }
        }
        return new Depths(adapted.finish(tokens, adaptedWeights).pooled(), patches);
    }

    /**
     * The rest of the way to what describes some slices of a stack.
     *
     * @param begin what these slices begin with
     */
    Tensor features(
            Tensor begin,
            int[] slices,
            TokenGrid grid,
            int level,
            SlicePooling pooling,
            VisionEncoder adapted,
            Weights adaptedWeights) {
        return level >= depth()
                ? begin
                : pooling.features(rest(begin, grid, level, adapted, adaptedWeights), slices, pooling.shown(), false);
    }

    /**
     * The rest of the way to what describes a stack, some slices at a time; without gradients.
     *
     * @param begin what the stack begins with, see {@link #inputs}
     * @return of the slices that are shown: shape (slices, features), float32
     */
    Tensor features(
            Tensor begin,
            TokenGrid grid,
            int level,
            SlicePooling pooling,
            VisionEncoder adapted,
            Weights adaptedWeights) {
        if (level >= depth()) {
            return begin;
        }
        TensorVector parts = new TensorVector();
        int[] slices = pooling.shown();
        for (int first = 0; first < slices.length; first += BATCH) {
            int[] some = Arrays.copyOfRange(slices, first, Math.min(slices.length, first + BATCH));
            Tensor shown = SlicePooling.select(begin, some);
            parts.push_back(features(shown, some, grid, level, pooling, adapted, adaptedWeights));
        }
        return cat(parts, 0);
    }

    @Override
    public void close() {
        synchronized (kept) {
            kept.values().forEach(levels -> levels.values().forEach(tensors -> tensors.forEach(Tensor::close)));
            kept.clear();
        }
        weights.close();
    }
}

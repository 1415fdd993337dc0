package org.substantia.foundation.adaptation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.substantia.base.numeric.Logistic;
import org.substantia.foundation.roi.SliceStack;
import org.substantia.learning.layer.Declaration;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.layer.Weights;
import org.substantia.learning.tensor.TensorCopies;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.TensorType;
import org.substantia.learning.weights.WeightsException;

/**
 * An adapted encoder that tells how probable it is that the answer is yes. It needs the frozen encoder it was made
 * with, which the caller closes after it. Thread-safe.
 */
public final class AdaptedClassifier implements AutoCloseable {
    /** Parts of a side that are hidden one after the other, at most: what a CPU does in seconds. */
    private static final int PARTS = 8;

    private final FrozenEncoder encoder;
    private final Adaptation adaptation;
    private final List<String> rois;
    private final int epochs;
    private final Trunk trunk;
    private final PoolingHead head;
    private final Optional<TokenHead> tokens;
    private final List<Parameters> headParameters;
    private final Weights trunkWeights;
    private final Weights headWeights;

    /** Takes trunk and parameters over: closing this closes them. */
    AdaptedClassifier(
            FrozenEncoder encoder,
            Adaptation adaptation,
            List<String> rois,
            int epochs,
            Trunk trunk,
            PoolingHead head,
            Optional<TokenHead> tokens,
            List<Parameters> headParameters) {
        this.encoder = encoder;
        this.adaptation = adaptation;
        this.rois = List.copyOf(rois);
        this.epochs = epochs;
        this.trunk = trunk;
        this.head = head;
        this.tokens = tokens;
        this.headParameters = List.copyOf(headParameters);
        trunkWeights = trunk.weights(encoder.weights());
        headWeights = joined(headParameters);
    }

    static Weights joined(List<Parameters> parts) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        parts.forEach(part -> all.putAll(part.tensors()));
        return Weights.of(all);
    }

    /**
     * As a file holds it.
     *
     * @param source stands before the colon of an error message
     * @param rois regions of an example, in their order
     * @param epochs that it was trained
     * @param tensors as {@link #tensors} gave them
     * @throws WeightsException naming what is missing, unexpected or of another shape
     */
    public static AdaptedClassifier restore(
            String source,
            FrozenEncoder encoder,
            Adaptation adaptation,
            List<String> rois,
            int epochs,
            Map<String, NamedTensor> tensors)
            throws WeightsException {
        List<String> wanted = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        Trunk trunk;
        try {
            trunk = Trunk.restore(adaptation, encoder, d -> values(d, tensors, wanted, faults));
        } catch (IllegalArgumentException e) {
            throw new WeightsException(source, String.valueOf(e.getMessage()));
        }
        PoolingHead head = PoolingHead.of(adaptation, encoder, rois.size());
        Map<String, float[]> numbers = new LinkedHashMap<>();
        Optional<TokenHead> tokenHead = tokenHead(adaptation, encoder, rois.size());
        List<Declaration> heads = new ArrayList<>(head.parameters());
        tokenHead.ifPresent(t -> heads.addAll(t.parameters()));
        for (Declaration d : heads) {
            numbers.put(d.name(), values(d, tensors, wanted, faults));
        }
        tensors.keySet().stream()
                .filter(name -> !wanted.contains(name))
                .forEach(name -> faults.add("unexpected " + name));
        if (!faults.isEmpty()) {
            trunk.close();
            throw new WeightsException(
                    source,
                    "does not fit an encoder of this shape adapted by " + adaptation + ": "
                            + String.join(", ", faults.subList(0, Math.min(4, faults.size())))
                            + (faults.size() > 4 ? " and " + (faults.size() - 4) + " more" : ""));
        }
        List<Parameters> parameters = new ArrayList<>();
        parameters.add(head.restore(numbers, encoder.device()));
        tokenHead.ifPresent(t -> parameters.add(t.restore(numbers, encoder.device())));
        return new AdaptedClassifier(encoder, adaptation, rois, epochs, trunk, head, tokenHead, parameters);
    }

    /** Of the ways that have one. */
    static Optional<TokenHead> tokenHead(Adaptation adaptation, FrozenEncoder encoder, int regions) {
        return adaptation.kind() == Adaptation.Kind.MRN
                ? Optional.of(new TokenHead(regions, encoder.architecture().width(), encoder.depth()))
                : Optional.empty();
    }

    private static float[] values(
            Declaration d, Map<String, NamedTensor> tensors, List<String> wanted, List<String> faults) {
        wanted.add(d.name());
        NamedTensor tensor = tensors.get(d.name());
        if (tensor == null || !tensor.type().isFloat()) {
            faults.add("missing " + d.name());
            return new float[d.count()];
        }
        if (!Arrays.equals(tensor.shape(), d.dimensions())) {
            faults.add(d.name() + " of shape " + Arrays.toString(tensor.shape()) + " instead of " + d.shape());
            return new float[d.count()];
        }
        float[] numbers = tensor.floats();
        for (float number : numbers) {
            if (!Float.isFinite(number)) {
                faults.add(d.name() + " holds what is not a finite number");
                return new float[d.count()];
            }
        }
        return numbers;
    }

    /** How it was adapted. */
    public Adaptation adaptation() {
        return adaptation;
    }

    /** The regions of an example, in their order. */
    public List<String> rois() {
        return rois;
    }

    /** How long it was trained; 0 where the linear probe was not clearly bettered. */
    public int epochs() {
        return epochs;
    }

    /** In words, such as {@code lora, 3 epochs}. */
    public String describe() {
        return adaptation.isProbe()
                ? adaptation.toString()
                : adaptation + ", " + epochs + (epochs == 1 ? " epoch" : " epochs");
    }

    /** How many numbers training may change. */
    public long trainedCount() {
        return trunk.trained().values().stream().mapToLong(Parameters::count).sum()
                + headParameters.stream().mapToLong(Parameters::trainableCount).sum();
    }

    /** @throws IllegalArgumentException if the example has other regions */
    public double probability(Example example) {
        return Logistic.probability(logOdds(example));
    }

    /** The same as log-odds. */
    public double logOdds(Example example) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard still = new NoGradGuard()) {
            return logOdds(see(example));
        }
    }

    private double logOdds(Seen seen) {
        double sum = head.logOdds(seen.features(), headWeights).item_double();
        for (int region = 0; region < rois.size() && tokens.isPresent(); region++) {
            Tensor token = seen.tokens().get(region).orElseThrow().token();
            sum += tokens.get().logOdds(token, region, headWeights).item_double();
        }
        return sum;
    }

    /**
     * An answer with what it rests on.
     *
     * @param logOdds as {@link AdaptedClassifier#logOdds} gives it
     * @param slices how much each slice counted, for each region
     * @param patches what the answer owes to each part of the slice that counts most in the region that counts most; of
     *     slices that count the same, of that which shows most of the nuclei
     */
    public record Explained(double logOdds, List<SliceWeights> slices, PatchEffects patches) {
        public Explained {
            slices = List.copyOf(slices);
        }
    }

    /**
     * Answers and explains the answer, by one pass of the encoder over the patient and as many over one slice as it has
     * parts: with a part filled with the slice's median, the encoder looks again. Parts are patches, or blocks of them
     * where a side has more than {@value #PARTS}.
     *
     * @throws IllegalArgumentException if the example has other regions
     */
    public Explained explain(Example example) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard still = new NoGradGuard()) {
            Seen seen = see(example);
            List<SliceWeights> slices = sliceWeights(example, seen);
            return new Explained(logOdds(seen), slices, patchEffects(example, seen, slices));
        }
    }

    private List<SliceWeights> sliceWeights(Example example, Seen seen) {
        List<SliceWeights> all = new ArrayList<>();
        for (int region = 0; region < rois.size(); region++) {
            Tensor features = seen.features().get(region);
            double[] weights = head.weighsSlices()
                    ? head.sliceWeights(features, region, headWeights)
                    : encoder.pooling(example.stacks().get(region), adaptation.pooling())
                            .shares();
            all.add(new SliceWeights(
                    rois.get(region),
                    Arrays.stream(weights).boxed().toList(),
                    regionLogOdds(features, seen.tokens().get(region), region)));
        }
        return all;
    }

    private PatchEffects patchEffects(Example example, Seen seen, List<SliceWeights> slices) {
        int region = 0;
        double sum = headWeights.get(PoolingHead.BIAS).item_double();
        for (int k = 0; k < slices.size(); k++) {
            sum += slices.get(k).logOdds();
            region = Math.abs(slices.get(k).logOdds())
                            > Math.abs(slices.get(region).logOdds())
                    ? k
                    : region;
        }
        SliceStack stack = example.stacks().get(region);
        SlicePooling pooling = encoder.pooling(stack, adaptation.pooling());
        int slice = SliceChoice.of(slices.get(region).weights(), pooling.shown(), stack);
        Occlusion occlusion = new Occlusion(encoder.images(stack), slice, encoder.grid(stack), PARTS);
        List<Double> points = new ArrayList<>();
        for (int part = 0; part < occlusion.count(); part++) {
            try (PointerScope inner = new PointerScope()) {
                double hidden = sum
                        - slices.get(region).logOdds()
                        + hiddenLogOdds(seen, occlusion.image(part), region, slice, stack, pooling);
                points.add(100 * (Logistic.probability(sum) - Logistic.probability(hidden)));
            }
        }
        return new PatchEffects(stack, slice, occlusion.rows(), occlusion.columns(), points);
    }

    /** What a region adds with another image in place of one of its slices. */
    private double hiddenLogOdds(
            Seen seen, Tensor image, int region, int slice, SliceStack stack, SlicePooling pooling) {
        Tensor features = seen.features().get(region);
        if (tokens.isPresent()) {
            Optional<TokenHead.Region> whole = seen.tokens().get(region);
            double[] places = TokenHead.places(stack.slices());
            TokenHead.Region one = tokens.get()
                    .region(
                            encoder,
                            image,
                            new double[] {places[slice]},
                            region,
                            trunk.network(),
                            trunkWeights,
                            headWeights);
            Tensor fused = Occlusion.replaced(whole.orElseThrow().fused(), slice, one.fused());
            Tensor token = tokens.get().token(fused, places, region, headWeights);
            Tensor pooled = Occlusion.replaced(features, slice, one.pooled());
            return regionLogOdds(pooled, Optional.of(new TokenHead.Region(pooled, fused, token)), region);
        }
        Tensor one = encoder.features(
                encoder.begin(image, trunk.level(), pooling, slice),
                new int[] {slice},
                encoder.grid(stack),
                trunk.level(),
                pooling,
                trunk.network(),
                trunkWeights);
        int place = Arrays.binarySearch(pooling.shown(), slice);
        return regionLogOdds(Occlusion.replaced(features, place, one), Optional.empty(), region);
    }

    private double regionLogOdds(Tensor features, Optional<TokenHead.Region> token, int region) {
        double sum = head.logOdds(features, region, headWeights).item_double();
        return token.isEmpty()
                ? sum
                : sum
                        + tokens.orElseThrow()
                                .logOdds(token.get().token(), region, headWeights)
                                .item_double();
    }

    /**
     * What heads are shown of a patient.
     *
     * @param features of each region's slices
     * @param tokens of each region, where there is a head for them
     */
    private record Seen(List<Tensor> features, List<Optional<TokenHead.Region>> tokens) {}

    private Seen see(Example example) {
        List<String> shown = example.stacks().stream().map(SliceStack::roi).toList();
        if (!shown.equals(rois)) {
            throw new IllegalArgumentException(example.id() + ": shows " + shown + " instead of " + rois);
        }
        List<Tensor> begin = encoder.inputs(example, trunk.level());
        List<Tensor> features = new ArrayList<>();
        List<Optional<TokenHead.Region>> regions = new ArrayList<>();
        for (int region = 0; region < begin.size(); region++) {
            if (tokens.isPresent()) {
                TokenHead.Region seen = tokens.get()
                        .inParts(encoder, begin.get(region), region, trunk.network(), trunkWeights, headWeights);
                features.add(seen.pooled());
                regions.add(Optional.of(seen));
                continue;
            }
            regions.add(Optional.empty());
            SliceStack stack = example.stacks().get(region);
            features.add(encoder.features(
                    begin.get(region),
                    encoder.grid(stack),
                    trunk.level(),
                    encoder.pooling(stack, adaptation.pooling()),
                    trunk.network(),
                    trunkWeights));
        }
        return new Seen(features, regions);
    }

    /** Everything that training made, by name; with the encoder and {@link #adaptation} it is the whole classifier. */
    public Map<String, NamedTensor> tensors() {
        Map<String, NamedTensor> all = new LinkedHashMap<>();
        List<Parameters> parts = new ArrayList<>(trunk.trained().values());
        parts.addAll(headParameters);
        parts.forEach(part -> all.putAll(TensorCopies.named("", part.tensors(), TensorType.F32)));
        return all;
    }

    @Override
    public void close() {
        trunk.close();
        headParameters.forEach(Parameters::close);
    }
}

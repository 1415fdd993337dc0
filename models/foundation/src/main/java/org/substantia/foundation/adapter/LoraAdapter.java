package org.substantia.foundation.adapter;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.substantia.base.random.RandomStream;
import org.substantia.foundation.encoder.Architecture;
import org.substantia.foundation.encoder.PositionRule;
import org.substantia.foundation.encoder.VisionEncoder;
import org.substantia.foundation.layer.Convolution2d;
import org.substantia.foundation.layer.Linear;
import org.substantia.foundation.model.EncoderWriter;
import org.substantia.learning.device.Precision;
import org.substantia.learning.layer.Adapter;
import org.substantia.learning.layer.Declaration;

/**
 * What was trained beside a frozen encoder: changes of low rank, and parameters that were trained whole. Immutable.
 *
 * <p>It runs unmerged, as training needs it, or merged into the encoder's weights, at no cost:
 *
 * <pre>{@code
 * VisionEncoder adapted = encoder.adapted(lora.layers());
 * Declarations declarations = adapted.declarations(lora::trains);
 * Parameters weights = file.parameters(declarations, lora::values, device);
 *
 * EncoderWriter.write(folder, architecture, lora.merged(file::values), Naming.TRANSFORMERS, TensorType.F32, notes);
 * }</pre>
 */
public final class LoraAdapter {
    /** Matrices that AnyMC3D adapts: patches, queries with keys and values, and the joined heads. */
    public static final Predicate<String> USUAL_TARGETS = module ->
            module.equals("patch_embed.proj") || module.endsWith(".attn.qkv") || module.endsWith(".attn.proj");

    private final Map<String, List<LowRankTerm>> terms = new LinkedHashMap<>();
    private final Map<String, float[]> saved;
    private final Optional<PositionRule> positions;

    /**
     * @param terms any number of a module
     * @param saved numbers of parameters that were trained whole, by the network's names
     * @param positions rule that it was trained under, if known
     */
    LoraAdapter(List<LowRankTerm> terms, Map<String, float[]> saved, Optional<PositionRule> positions) {
        terms.forEach(term -> this.terms
                .computeIfAbsent(term.module(), m -> new ArrayList<>())
                .add(term));
        this.saved = new LinkedHashMap<>(saved);
        this.positions = positions;
    }

    /**
     * An adapter that changes nothing yet: A at random, B zero.
     *
     * @param targets modules of the network that are adapted
     * @param alpha the scale is alpha / rank
     * @throws IllegalArgumentException if no module is chosen
     */
    public static LoraAdapter initialize(
            Architecture architecture, Predicate<String> targets, int rank, double alpha, long seed) {
        List<LowRankTerm> terms = new ArrayList<>();
        RandomStream random = new RandomStream(seed);
        for (Declaration d :
                new VisionEncoder(architecture, Precision.FP32).declarations().all()) {
            String module = d.name().replaceFirst("\\.weight$", "");
            if (d.name().endsWith(".weight") && d.shape().size() > 1 && targets.test(module)) {
                int outputs = Math.toIntExact(d.shape().get(0));
                int inputs = d.count() / outputs;
                float[] down = new float[rank * inputs];
                // Uniform, as PEFT begins: the bound of its Kaiming rule with a = sqrt(5) is 1 / sqrt(inputs).
                double bound = 1 / Math.sqrt((double) inputs);
                for (int i = 0; i < down.length; i++) {
                    down[i] = (float) (bound * (2 * random.nextDouble() - 1));
                }
                terms.add(new LowRankTerm(
                        module, 0, 1, rank, inputs, outputs, alpha / rank, down, new float[outputs * rank]));
            }
        }
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("no matrix of the encoder is among the targets");
        }
        return new LoraAdapter(
                terms, Map.of(), Optional.of(architecture.embedding().positions()));
    }

    /** By the names of the network's modules. */
    public Map<String, List<LowRankTerm>> terms() {
        return Collections.unmodifiableMap(terms);
    }

    /** Names of the parameters that were trained whole. */
    public List<String> saved() {
        return List.copyOf(saved.keySet());
    }

    float[] savedValues(String parameter) {
        return saved.get(parameter).clone();
    }

    /** The rule for positions that it was trained under; under another one it is off. */
    public Optional<PositionRule> positions() {
        return positions;
    }

    /** How many numbers it has. */
    public long count() {
        long low = terms.values().stream()
                .flatMap(List::stream)
                .mapToLong(t -> (long) t.down().length + t.up().length)
                .sum();
        return low + saved.values().stream().mapToLong(v -> v.length).sum();
    }

    /** Puts the changes beside the layers that they belong to. Training then changes what {@link #trains} names. */
    public Adapter layers() {
        return layer -> {
            String name = layer instanceof Linear l ? l.name() : layer instanceof Convolution2d c ? c.name() : "";
            List<LowRankTerm> own = terms.get(name);
            return own == null ? layer : new LowRankLayer(layer, List.copyOf(own));
        };
    }

    /** Whether training changes a parameter of the adapted network. */
    public boolean trains(String parameter) {
        return parameter.contains(".lora_A.") || parameter.contains(".lora_B.") || saved.containsKey(parameter);
    }

    /**
     * Numbers of the adapted network.
     *
     * @param base of the encoder alone
     */
    public EncoderWriter.Values values(EncoderWriter.Values base) {
        Map<String, float[]> own = new LinkedHashMap<>(saved);
        terms.values().stream().flatMap(List::stream).forEach(term -> {
            own.put(term.downName() + ".weight", term.down());
            own.put(term.upName() + ".weight", term.up());
        });
        return parameter -> {
            float[] mine = own.get(parameter.name());
            return mine == null ? base.of(parameter) : mine.clone();
        };
    }

    /**
     * The adapter with the numbers that training left.
     *
     * @param trained numbers of the adapted network by name
     */
    public LoraAdapter with(EncoderWriter.Values trained, Iterable<Declaration> declarations) throws IOException {
        Map<String, float[]> numbers = new LinkedHashMap<>();
        for (Declaration d : declarations) {
            if (trains(d.name())) {
                numbers.put(d.name(), trained.of(d));
            }
        }
        List<LowRankTerm> updated = terms.values().stream()
                .flatMap(List::stream)
                .map(t -> t.with(numbers.get(t.downName() + ".weight"), numbers.get(t.upName() + ".weight")))
                .toList();
        Map<String, float[]> whole = new LinkedHashMap<>();
        saved.keySet().forEach(name -> whole.put(name, numbers.get(name)));
        return new LoraAdapter(updated, whole, positions);
    }

    /**
     * Numbers of the encoder with the changes in them.
     *
     * @param base of the encoder alone
     */
    public EncoderWriter.Values merged(EncoderWriter.Values base) {
        return changed(base, 1);
    }

    /**
     * Numbers of the encoder without the changes that were merged into them.
     *
     * @throws IllegalStateException if parameters were trained whole, whose former numbers are lost
     */
    public EncoderWriter.Values unmerged(EncoderWriter.Values merged) {
        if (!saved.isEmpty()) {
            throw new IllegalStateException(
                    "the numbers that " + saved.keySet() + " had before are not in the adapter");
        }
        return changed(merged, -1);
    }

    private EncoderWriter.Values changed(EncoderWriter.Values base, int sign) {
        return parameter -> {
            float[] whole = saved.get(parameter.name());
            if (whole != null) {
                return whole.clone();
            }
            float[] values = base.of(parameter);
            String name = parameter.name();
            List<LowRankTerm> own = name.endsWith(".weight")
                    ? terms.getOrDefault(name.substring(0, name.length() - ".weight".length()), List.of())
                    : List.of();
            if (own.isEmpty()) {
                return values;
            }
            float[] changed = Arrays.copyOf(values, values.length);
            own.forEach(term -> term.addTo(changed, sign));
            return changed;
        };
    }
}

package org.substantia.foundation.adaptation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.substantia.foundation.adapter.LoraAdapter;
import org.substantia.foundation.encoder.VisionEncoder;
import org.substantia.foundation.model.EncoderWriter;
import org.substantia.learning.layer.Declaration;
import org.substantia.learning.layer.Declarations;
import org.substantia.learning.layer.Parameters;
import org.substantia.learning.layer.Weights;
import org.substantia.learning.tensor.Tensors;

/**
 * The part of an encoder that is trained: its network, its numbers by the height of their block, and the level below
 * which nothing changes. Everything else comes from the frozen encoder.
 */
final class Trunk implements AutoCloseable {
    private static final int RANK = 8;
    private static final double ALPHA = 16;

    private final VisionEncoder network;
    private final int level;
    private final Map<Integer, Parameters> trained;

    private Trunk(VisionEncoder network, int level, Map<Integer, Parameters> trained) {
        this.network = network;
        this.level = level;
        this.trained = trained;
    }

    /**
     * As training begins, at the numbers of the frozen encoder.
     *
     * @throws IllegalArgumentException if more blocks are to be trained than there are
     */
    static Trunk begin(Adaptation adaptation, FrozenEncoder base, long seed) {
        if (adaptation.isLowRank()) {
            LoraAdapter lora = fresh(base, seed);
            VisionEncoder adapted = base.encoder().adapted(lora.layers());
            EncoderWriter.Values values = lora.values(d -> new float[0]);
            return of(base, adapted, FrozenEncoder.IMAGES, lora::trains, d -> unchecked(values, d));
        }
        return of(
                base,
                base.encoder(),
                level(adaptation, base),
                trains(adaptation, base),
                d -> Tensors.toFloats(base.weights().get(d.name())));
    }

    /**
     * As a file holds it.
     *
     * @param values numbers by name
     */
    static Trunk restore(Adaptation adaptation, FrozenEncoder base, Function<Declaration, float[]> values) {
        if (adaptation.isLowRank()) {
            LoraAdapter lora = fresh(base, 0);
            VisionEncoder adapted = base.encoder().adapted(lora.layers());
            return of(base, adapted, FrozenEncoder.IMAGES, lora::trains, values);
        }
        return of(base, base.encoder(), level(adaptation, base), trains(adaptation, base), values);
    }

    private static LoraAdapter fresh(FrozenEncoder base, long seed) {
        return LoraAdapter.initialize(base.architecture(), LoraAdapter.USUAL_TARGETS, RANK, ALPHA, seed);
    }

    private static float[] unchecked(EncoderWriter.Values values, Declaration declaration) {
        try {
            return values.of(declaration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int level(Adaptation adaptation, FrozenEncoder base) {
        return switch (adaptation.kind()) {
            case PROBE, POOLING -> base.featureLevel(adaptation.pooling());
            case LORA, MRN, FULL, SCRATCH -> FrozenEncoder.IMAGES;
            case LAST -> {
                adaptation.requireDepth(base.depth());
                yield base.depth() - adaptation.blocks();
            }
        };
    }

    private static Predicate<String> trains(Adaptation adaptation, FrozenEncoder base) {
        int level = level(adaptation, base);
        return switch (adaptation.kind()) {
            case PROBE, POOLING, LORA, MRN -> name -> false;
            // Replaced patches occur in self-supervised training only.
            case FULL, SCRATCH -> name -> !name.equals("mask_token");
            case LAST -> name -> height(name, base.depth()) >= level;
        };
    }

    /** The block that a parameter belongs to; what stands before the first one counts as -1, what is last as last. */
    private static int height(String parameter, int depth) {
        if (parameter.startsWith("blocks.")) {
            return Integer.parseInt(parameter.split("\\.", 3)[1]);
        }
        return parameter.startsWith("norm.") || parameter.startsWith("neck.") ? depth - 1 : -1;
    }

    private static Trunk of(
            FrozenEncoder base,
            VisionEncoder network,
            int level,
            Predicate<String> trains,
            Function<Declaration, float[]> values) {
        Map<Integer, Declarations> byHeight = new TreeMap<>();
        for (Declaration d : trained(network, trains)) {
            byHeight.computeIfAbsent(height(d.name(), base.depth()), h -> new Declarations())
                    .declare(d.name(), d.initialization(), d.dimensions());
        }
        Map<Integer, Parameters> trained = new TreeMap<>();
        Trunk trunk = new Trunk(network, level, trained);
        try (Device where = base.device().torchDevice()) {
            byHeight.forEach((height, some) -> trained.put(height, Parameters.of(some, values, where)));
        } catch (RuntimeException e) {
            trunk.close();
            throw e;
        }
        return trunk;
    }

    private static Collection<Declaration> trained(VisionEncoder network, Predicate<String> trains) {
        return network.declarations(trains).all().stream()
                // The projection into the space of texts stands beside the way to the features.
                .filter(d -> d.trainable() && !d.name().startsWith("head."))
                .toList();
    }

    int level() {
        return level;
    }

    VisionEncoder network() {
        return network;
    }

    /** What is trained, by the height of its block. */
    Map<Integer, Parameters> trained() {
        return trained;
    }

    /**
     * All numbers of the network.
     *
     * @param rest those that are not trained
     */
    Weights weights(Weights rest) {
        Map<String, Tensor> own = new LinkedHashMap<>();
        trained.values().forEach(p -> own.putAll(p.tensors()));
        return name -> {
            Tensor mine = own.get(name);
            return mine == null ? rest.get(name) : mine;
        };
    }

    @Override
    public void close() {
        trained.values().forEach(Parameters::close);
    }
}

package org.substantia.foundation.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.substantia.base.json.EnumNames;
import org.substantia.foundation.encoder.Activation;
import org.substantia.foundation.encoder.Architecture;
import org.substantia.foundation.encoder.Family;
import org.substantia.foundation.encoder.PositionRule;
import org.substantia.foundation.encoder.Windows;
import org.substantia.foundation.layer.Bias;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.WeightsException;

/** Tells a network's shape from the names and shapes of its tensors, and from the configuration beside the file. */
final class ArchitectureReader {
    /** Most published networks of these families have heads of this width. */
    private static final int USUAL_HEAD = 64;

    private static final String HEAD = "head.weight";
    /** More than any network has of anything, and small enough to be multiplied. */
    private static final int MAX_SIZE = 1 << 20;

    private final String source;
    private final Family family;
    private final Naming naming;
    private final TensorNames names;
    private final Map<String, NamedTensor> all;
    private final Configuration configuration;
    private final List<String> assumed = new ArrayList<>();

    /**
     * @param all tensors of the file
     * @param configuration what is told beside them
     */
    ArchitectureReader(
            String source, Identification identified, Map<String, NamedTensor> all, Configuration configuration) {
        this.source = source;
        this.all = all;
        family = identified.family();
        naming = identified.naming();
        names = identified.names();
        this.configuration = configuration;
    }

    Architecture read() throws WeightsException {
        long[] kernel = kernel();
        int width = size("patch_embed.proj.weight", kernel, 0);
        int patch = size("patch_embed.proj.weight", kernel, 2);
        boolean gated = gated();
        int hidden = hidden(gated);
        int registers = size("register_tokens", 3, 1).orElse(0);
        int grid = grid();
        Bias bias = attentionBias();
        boolean layerScale = shape("blocks.0.ls1.gamma").isPresent();
        try {
            return new Architecture(
                    family,
                    new Architecture.Embedding(
                            patch,
                            grid,
                            shape("pos_embed").isPresent(),
                            positions(registers, layerScale),
                            registers,
                            shape("mask_token").isPresent()),
                    width,
                    names.count(NameTable.blockPrefix(family, naming)),
                    heads(width),
                    hidden,
                    gated ? Activation.SWIGLU : activation(),
                    bias,
                    layerScale,
                    configuration.normEpsilon().orElse(defaultEpsilon()),
                    projection(),
                    windows(grid));
        } catch (IllegalArgumentException e) {
            throw new WeightsException(source, e.getMessage() + "; is the config.json beside it another model's?", e);
        }
    }

    /** What was assumed of the network that was read, since nothing tells it. */
    List<String> assumed() {
        return assumed;
    }

    private long[] kernel() throws WeightsException {
        long[] kernel = shape("patch_embed.proj.weight").orElseThrow();
        if (kernel.length != 4 || kernel[1] != 3 || kernel[2] != kernel[3]) {
            throw new WeightsException(
                    source,
                    "its patches' kernel has the shape " + Arrays.toString(kernel)
                            + "; networks for square patches of three channels are known");
        }
        return kernel;
    }

    /** Of the file's first tensor of a parameter; others may follow with as many rows. */
    private Optional<long[]> shape(String parameter) {
        String first = NameTable.sources(parameter, family, naming).get(0);
        return names.shape(first);
    }

    /**
     * One size of a parameter.
     *
     * @param dimensions that it has in every such network
     * @return empty if the file does not have it
     */
    private OptionalInt size(String parameter, int dimensions, int place) throws WeightsException {
        Optional<long[]> shape = shape(parameter);
        if (shape.isEmpty()) {
            return OptionalInt.empty();
        }
        if (shape.get().length != dimensions) {
            throw unsound(parameter, shape.get());
        }
        return OptionalInt.of(size(parameter, shape.get(), place));
    }

    private int size(String parameter, long[] shape, int place) throws WeightsException {
        if (shape[place] < 1 || shape[place] > MAX_SIZE) {
            throw unsound(parameter, shape);
        }
        return (int) shape[place];
    }

    private WeightsException unsound(String parameter, long[] shape) {
        return new WeightsException(
                source, "its " + parameter + " has the shape " + Arrays.toString(shape) + ", which no encoder has");
    }

    private boolean gated() {
        return shape("blocks.0.mlp.w12.weight").isPresent();
    }

    private int hidden(boolean gated) throws WeightsException {
        String name = gated ? "blocks.0.mlp.w12.weight" : "blocks.0.mlp.fc1.weight";
        int rows = size(name, 2, 0)
                .orElseThrow(() -> new WeightsException(source, "its first block has no feed-forward matrix"));
        boolean fused = gated && NameTable.sources(name, family, naming).size() == 1;
        return fused ? rows / 2 : rows;
    }

    private int grid() throws WeightsException {
        Optional<long[]> positions = shape("pos_embed");
        if (family == Family.SAM) {
            return positions.isPresent() ? size("pos_embed", 4, 1).getAsInt() : (longestRelative() + 1) / 2;
        }
        if (positions.isEmpty()) {
            return 0;
        }
        long[] shape = positions.get();
        if (shape.length < 2) {
            throw unsound("pos_embed", shape);
        }
        long patches = shape[shape.length - 2] - 1;
        long side = Math.round(Math.sqrt((double) patches));
        if (side * side != patches) {
            throw new WeightsException(
                    source,
                    "has positions for " + patches + " patches, which are no square (patches in three dimensions?)");
        }
        return (int) side;
    }

    private Bias attentionBias() {
        if (shape("blocks.0.attn.qkv.bias").isEmpty()) {
            return Bias.NONE;
        }
        boolean masked = naming == Naming.OFFICIAL
                ? names.has("blocks.0.attn.qkv.bias_mask")
                : !names.has("layer.0.attention.k_proj.bias");
        return family == Family.DINOV3 && masked ? Bias.WITHOUT_KEYS : Bias.FULL;
    }

    private PositionRule positions(int registers, boolean layerScale) throws WeightsException {
        PositionRule usual = usualPositions(registers, layerScale);
        if (configuration.positions().isEmpty()) {
            return usual;
        }
        PositionRule noted;
        try {
            noted = EnumNames.parse(
                    PositionRule.class, configuration.positions().get());
        } catch (IllegalArgumentException e) {
            throw new WeightsException(source, "notes the rule for positions " + e.getMessage(), e);
        }
        if (noted.isRotary() != usual.isRotary()) {
            throw new WeightsException(
                    source,
                    "notes the rule for positions " + EnumNames.of(noted) + ", which " + family.label()
                            + " does not have");
        }
        return noted;
    }

    private PositionRule usualPositions(int registers, boolean layerScale) {
        boolean official = naming == Naming.OFFICIAL;
        return switch (family) {
            case DINOV2 ->
                registers > 0 || (official && !layerScale)
                        ? PositionRule.BICUBIC_ANTIALIASED
                        : official ? PositionRule.BICUBIC_OFFSET : PositionRule.BICUBIC;
            case DINOV3 -> names.has("rope_embed.periods") ? PositionRule.ROTARY : PositionRule.ROTARY_EXACT;
            case CLIP, SAM -> PositionRule.BICUBIC;
        };
    }

    private int heads(int width) throws WeightsException {
        if (configuration.heads().isPresent()) {
            return configuration.heads().getAsInt();
        }
        OptionalInt periods = size("rope_embed.periods", 1, 0);
        OptionalInt relative = size("blocks.0.attn.rel_pos_h", 2, 1);
        if (periods.isEmpty() && relative.isEmpty()) {
            assumed.add("heads of " + USUAL_HEAD + " numbers");
        }
        int head = periods.isPresent() ? 4 * periods.getAsInt() : relative.orElse(USUAL_HEAD);
        return Math.max(1, width / head);
    }

    private Activation activation() throws WeightsException {
        if (family != Family.CLIP) {
            return Activation.GELU;
        }
        if (configuration.activation().isEmpty()) {
            assumed.add("the activation QuickGELU");
        }
        String named = configuration.activation().orElse("quick_gelu");
        return switch (named) {
            case "quick_gelu" -> Activation.QUICK_GELU;
            case "gelu" -> Activation.GELU;
            default ->
                throw new WeightsException(
                        source, "its configuration names the activation " + named + ", known are gelu, quick_gelu");
        };
    }

    private double defaultEpsilon() {
        return family == Family.DINOV2 || family == Family.SAM ? 1e-6 : 1e-5;
    }

    private int projection() {
        String name = NameTable.full(NameTable.sources(HEAD, family, naming).get(0), names.prefix());
        NamedTensor matrix = all.get(name);
        if (matrix == null || matrix.shape().length != 2) {
            return 0;
        }
        return (int) matrix.shape()[NameTable.transposed(HEAD, family, naming) ? 1 : 0];
    }

    private Optional<Windows> windows(int grid) throws WeightsException {
        if (family != Family.SAM) {
            return Optional.empty();
        }
        String prefix = NameTable.blockPrefix(family, naming);
        int depth = names.count(prefix);
        Set<Integer> global = new HashSet<>();
        int window = 0;
        for (int i = 0; i < depth; i++) {
            int trained = (relative(i) + 1) / 2;
            if (trained == grid) {
                global.add(i);
            } else {
                window = trained;
            }
        }
        int channels = size("neck.0.weight", 4, 0).orElse(0);
        return Optional.of(new Windows(window, global, channels));
    }

    private int relative(int block) throws WeightsException {
        return size("blocks." + block + ".attn.rel_pos_h", 2, 0).orElse(0);
    }

    private int longestRelative() throws WeightsException {
        int longest = 0;
        for (int i = 0; i < names.count(NameTable.blockPrefix(family, naming)); i++) {
            longest = Math.max(longest, relative(i));
        }
        return longest;
    }
}

package org.substantia.foundation.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.substantia.base.json.JsonFiles;
import org.substantia.base.text.Format;
import org.substantia.foundation.encoder.Activation;
import org.substantia.foundation.encoder.Architecture;
import org.substantia.foundation.encoder.Family;
import org.substantia.foundation.encoder.VisionEncoder;
import org.substantia.foundation.layer.Bias;
import org.substantia.learning.device.Precision;
import org.substantia.learning.layer.Declaration;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.learning.weights.TensorFile;
import org.substantia.learning.weights.TensorType;
import org.substantia.learning.weights.WeightsException;

/**
 * Writes encoders as other programs read them: under the names of the official files, or as the folder that
 * transformers' {@code from_pretrained} takes. Stateless.
 */
public final class EncoderWriter {
    /**
     * Among the notes of a file: the rule for positions that it is to be used under, where that is not the rule of the
     * program whose names it bears, since an adapter was merged into it.
     */
    public static final String POSITIONS = "positions";

    /** Name of the file of weights. */
    public static final String WEIGHTS = "model.safetensors";

    /** Name of the file that describes the network. */
    public static final String CONFIGURATION = "config.json";

    /** Of which transformers makes the hidden size of gated networks a multiple. */
    private static final int GATED_MULTIPLE = 8;

    /** Where the numbers come from. */
    @FunctionalInterface
    public interface Values {
        /** @return as many as the declaration asks for, in the order of the tensor's indices */
        float[] of(Declaration parameter) throws IOException;
    }

    private EncoderWriter() {}

    /**
     * Writes {@code model.safetensors} and {@code config.json} into a folder.
     *
     * @param type F32, F16 or BF16
     * @param notes kept as metadata, such as model, license and hash
     * @throws IllegalArgumentException if transformers has no such network
     * @throws WeightsException if a number is too large for the type; nothing is written then
     */
    public static void write(
            Path folder,
            Architecture architecture,
            Values values,
            Naming naming,
            TensorType type,
            Map<String, String> notes)
            throws IOException {
        Map<String, Object> configuration = configuration(architecture, naming);
        Map<String, String> metadata = new LinkedHashMap<>(Map.of("format", "pt"));
        // A file may be parted from its configuration.
        metadata.put(Configuration.HEADS, Integer.toString(architecture.heads()));
        metadata.put(Configuration.EPSILON, Double.toString(architecture.normEpsilon()));
        metadata.put(Configuration.ACTIVATION, activation(architecture));
        metadata.putAll(notes);
        Map<String, NamedTensor> tensors = tensors(architecture, values, naming, type);
        for (NamedTensor tensor : tensors.values()) {
            requireFitting(folder.resolve(WEIGHTS), tensor);
        }
        SafeTensors.write(folder.resolve(WEIGHTS), new TensorFile(metadata, tensors));
        JsonFiles.write(folder.resolve(CONFIGURATION), configuration);
    }

    private static void requireFitting(Path file, NamedTensor tensor) throws WeightsException {
        for (float value : tensor.floats()) {
            if (!Float.isFinite(value)) {
                throw new WeightsException(
                        file.toString(),
                        "not written: " + tensor.name() + " has numbers that are too large for "
                                + Format.lowerCase(tensor.type()));
            }
        }
    }

    /**
     * A program's names of a parameter, without what stands before all of them: one, or several whose rows follow each
     * other.
     *
     * @param parameter of the network, such as {@code blocks.3.attn.qkv.weight}
     */
    public static List<String> names(Architecture architecture, String parameter, Naming naming) {
        return NameTable.sources(parameter, architecture.family(), naming);
    }

    /** The tensors of such a file. */
    static Map<String, NamedTensor> tensors(Architecture architecture, Values values, Naming naming, TensorType type)
            throws IOException {
        Map<String, NamedTensor> tensors = new LinkedHashMap<>();
        String prefix = prefix(architecture, naming);
        for (Declaration parameter :
                new VisionEncoder(architecture, Precision.FP32).declarations().all()) {
            if (!parameter.trainable() && naming == Naming.TRANSFORMERS) {
                // The library computes periods anew.
                continue;
            }
            for (NamedTensor tensor : parts(architecture, parameter, values.of(parameter), naming, type, prefix)) {
                tensors.put(tensor.name(), tensor);
            }
            if (naming == Naming.OFFICIAL && masksKeys(architecture, parameter)) {
                String name = prefix + parameter.name() + "_mask";
                tensors.put(name, keyMask(name, parameter.count(), type));
            }
        }
        return tensors;
    }

    private static boolean masksKeys(Architecture architecture, Declaration parameter) {
        return architecture.attentionBias() == Bias.WITHOUT_KEYS
                && parameter.name().endsWith(".attn.qkv.bias");
    }

    private static NamedTensor keyMask(String name, int count, TensorType type) {
        float[] mask = new float[count];
        Arrays.fill(mask, 1);
        Arrays.fill(mask, count / 3, 2 * count / 3, 0);
        return NamedTensor.ofFloats(name, type, new long[] {count}, mask);
    }

    private static List<NamedTensor> parts(
            Architecture architecture,
            Declaration parameter,
            float[] values,
            Naming naming,
            TensorType type,
            String prefix) {
        Family family = architecture.family();
        List<String> names = NameTable.sources(parameter.name(), family, naming);
        long[] shape = shape(architecture, parameter, naming);
        if (NameTable.transposed(parameter.name(), family, naming)) {
            float[] turned = ParameterSource.transpose(values, List.of(shape[1], shape[0]));
            return List.of(NamedTensor.ofFloats(
                    NameTable.full(names.get(0), prefix), type, new long[] {shape[1], shape[0]}, turned));
        }
        List<NamedTensor> parts = new ArrayList<>();
        int each = values.length / names.size();
        shape[0] /= names.size();
        for (int i = 0; i < names.size(); i++) {
            if (i == 1 && names.size() == 3 && masksKeys(architecture, parameter)) {
                continue;
            }
            parts.add(NamedTensor.ofFloats(
                    NameTable.full(names.get(i), prefix),
                    type,
                    shape,
                    Arrays.copyOfRange(values, i * each, (i + 1) * each)));
        }
        return parts;
    }

    /** Of the parameter's tensors together; some have dimensions of one more or less than ours. */
    private static long[] shape(Architecture architecture, Declaration parameter, Naming naming) {
        long[] shape = parameter.dimensions();
        if (architecture.family() == Family.CLIP && parameter.name().equals("cls_token")) {
            return new long[] {architecture.width()};
        }
        if (architecture.family() == Family.CLIP && parameter.name().equals("pos_embed")) {
            return new long[] {shape[1], shape[2]};
        }
        if (architecture.family() == Family.DINOV3
                && naming == Naming.TRANSFORMERS
                && parameter.name().equals("mask_token")) {
            return new long[] {1, 1, architecture.width()};
        }
        return shape;
    }

    private static String prefix(Architecture architecture, Naming naming) {
        boolean official = naming == Naming.OFFICIAL;
        return switch (architecture.family()) {
            case DINOV2 -> official && architecture.projection() > 0 ? "visual.trunk." : "";
            case DINOV3 -> "";
            case CLIP -> official ? "visual." : "vision_model.";
            case SAM -> official ? "image_encoder." : "vision_encoder.";
        };
    }

    private static Map<String, Object> configuration(Architecture a, Naming naming) {
        Map<String, Object> entries = new LinkedHashMap<>();
        if (naming == Naming.TRANSFORMERS) {
            if (a.family() == Family.DINOV2 && (!a.layerScale() || a.projection() > 0)) {
                throw new IllegalArgumentException(
                        "transformers has no such network (a plain vision transformer of timm); export official names");
            }
            if (isGatedDinov2(a) && a.hidden() % GATED_MULTIPLE != 0) {
                throw new IllegalArgumentException("transformers has no such network (its gated feed-forward part has"
                        + " a multiple of " + GATED_MULTIPLE + " numbers); export official names");
            }
            entries.put("architectures", List.of(transformersClass(a)));
            entries.put("model_type", transformersType(a));
        }
        entries.put("hidden_size", a.width());
        entries.put("num_hidden_layers", a.depth());
        entries.put("num_attention_heads", a.heads());
        entries.put("intermediate_size", a.hidden());
        entries.put("mlp_ratio", mlpRatio(a));
        entries.put("hidden_act", activation(a));
        entries.put("patch_size", a.embedding().patch());
        entries.put(
                "image_size", Math.max(1, a.embedding().grid()) * a.embedding().patch());
        entries.put("num_channels", 3);
        entries.put("num_register_tokens", a.embedding().registers());
        entries.put("layer_norm_eps", a.normEpsilon());
        entries.put("qkv_bias", a.attentionBias() != Bias.NONE);
        if (a.family() == Family.DINOV2) {
            entries.put("use_swiglu_ffn", a.activation() == Activation.SWIGLU);
        }
        if (a.family() == Family.DINOV3) {
            entries.put("use_gated_mlp", a.activation() == Activation.SWIGLU);
            entries.put("query_bias", a.attentionBias() != Bias.NONE);
            entries.put("key_bias", a.attentionBias() == Bias.FULL);
            entries.put("value_bias", a.attentionBias() != Bias.NONE);
            entries.put("rope_theta", 100.0);
        }
        if (a.projection() > 0) {
            entries.put("projection_dim", a.projection());
        }
        a.windows().ifPresent(w -> {
            entries.put("window_size", w.size());
            entries.put("global_attn_indexes", w.global().stream().sorted().toList());
            entries.put("output_channels", w.channels());
        });
        return entries;
    }

    /** By which transformers finds the hidden size again; a whole number where it can be, as is usual. */
    private static Number mlpRatio(Architecture a) {
        if (!isGatedDinov2(a)) {
            return ratio(a.hidden(), a.width());
        }
        // Dinov2SwiGLUFFN takes two thirds of what the ratio gives and rounds up to a multiple of 8.
        int most = 3 * a.hidden() / 2;
        for (int given = most - most % a.width();
                given > most - 3 * GATED_MULTIPLE / 2 && given > 0;
                given -= a.width()) {
            if (gatedHidden(given) == a.hidden()) {
                return ratio(given, a.width());
            }
        }
        return ratio(most, a.width());
    }

    private static boolean isGatedDinov2(Architecture a) {
        return a.family() == Family.DINOV2 && a.activation() == Activation.SWIGLU;
    }

    private static Number ratio(int hidden, int width) {
        // Not one conditional expression, which would make a double of both.
        if (hidden % width == 0) {
            return hidden / width;
        }
        double ratio = (double) hidden / width;
        return (int) (width * ratio) == hidden ? ratio : Math.nextUp(ratio);
    }

    private static int gatedHidden(int given) {
        return (given * 2 / 3 + GATED_MULTIPLE - 1) / GATED_MULTIPLE * GATED_MULTIPLE;
    }

    private static String activation(Architecture a) {
        return switch (a.activation()) {
            case GELU -> "gelu";
            case QUICK_GELU -> "quick_gelu";
            case SWIGLU -> "silu";
        };
    }

    private static String transformersClass(Architecture a) {
        return switch (a.family()) {
            case DINOV2 -> a.embedding().registers() > 0 ? "Dinov2WithRegistersModel" : "Dinov2Model";
            case DINOV3 -> "DINOv3ViTModel";
            case CLIP -> a.projection() > 0 ? "CLIPVisionModelWithProjection" : "CLIPVisionModel";
            case SAM -> "SamVisionModel";
        };
    }

    private static String transformersType(Architecture a) {
        return switch (a.family()) {
            case DINOV2 -> a.embedding().registers() > 0 ? "dinov2_with_registers" : "dinov2";
            case DINOV3 -> "dinov3_vit";
            case CLIP -> "clip_vision_model";
            case SAM -> "sam_vision_model";
        };
    }
}

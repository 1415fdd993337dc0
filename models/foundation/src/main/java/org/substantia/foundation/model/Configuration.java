package org.substantia.foundation.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.substantia.foundation.checkpoint.DescriptionFile;
import org.substantia.learning.weights.WeightsException;

/**
 * What the {@code config.json} or {@code open_clip_config.json} beside a file of weights tells that names and shapes do
 * not.
 *
 * @param heads of attention
 * @param normEpsilon of the normalizations
 * @param activation between the feed-forward matrices, in transformers' words
 * @param positions the rule for positions, in the words of {@link EncoderWriter#POSITIONS}
 */
record Configuration(
        OptionalInt heads, OptionalDouble normEpsilon, Optional<String> activation, Optional<String> positions) {
    static final Configuration NONE =
            new Configuration(OptionalInt.empty(), OptionalDouble.empty(), Optional.empty(), Optional.empty());

    /** Names in a file's metadata. */
    static final String HEADS = "substantia.heads";

    static final String EPSILON = "substantia.epsilon";

    static final String ACTIVATION = "substantia.activation";

    /** What open_clip takes where the file does not say otherwise. */
    private static final int OPEN_CLIP_HEAD = 64;

    static Configuration read(Path file) throws WeightsException {
        JsonNode root = DescriptionFile.read(file);
        JsonNode model = root.path("model_cfg").isObject() ? root.path("model_cfg") : root;
        if (model.path("vision_cfg").isObject()) {
            return openClip(model);
        }
        // Models of two towers keep the vision tower's settings in a part of their own.
        JsonNode node = root.path("vision_config").isObject() ? root.path("vision_config") : root;
        JsonNode heads = first(node, "num_attention_heads", "num_heads");
        JsonNode epsilon = first(node, "layer_norm_eps", "norm_eps");
        JsonNode activation = first(node, "hidden_act", "activation");
        return new Configuration(
                heads.canConvertToInt() && heads.isInt() ? OptionalInt.of(heads.intValue()) : OptionalInt.empty(),
                epsilon.isNumber() ? OptionalDouble.of(epsilon.doubleValue()) : OptionalDouble.empty(),
                activation.isTextual() ? Optional.of(activation.textValue()) : Optional.empty(),
                Optional.empty());
    }

    /** What {@link EncoderWriter} notes in the file itself. */
    static Configuration ofMetadata(Map<String, String> metadata) {
        String heads = metadata.getOrDefault(HEADS, "");
        String epsilon = metadata.getOrDefault(EPSILON, "");
        return new Configuration(
                heads.matches("\\d{1,6}") ? OptionalInt.of(Integer.parseInt(heads)) : OptionalInt.empty(),
                epsilon.matches("\\d\\.\\d{1,20}(E-\\d{1,3})?")
                        ? OptionalDouble.of(Double.parseDouble(epsilon))
                        : OptionalDouble.empty(),
                Optional.ofNullable(metadata.get(ACTIVATION)),
                Optional.ofNullable(metadata.get(EncoderWriter.POSITIONS)));
    }

    /** With what another one tells beyond this one. */
    Configuration or(Configuration other) {
        return new Configuration(
                heads.isPresent() ? heads : other.heads,
                normEpsilon.isPresent() ? normEpsilon : other.normEpsilon,
                activation.or(other::activation),
                positions.or(other::positions));
    }

    /** Of open_clip, whose own vision tower has a width; others are another library's, which it names. */
    private static Configuration openClip(JsonNode model) {
        JsonNode vision = model.path("vision_cfg");
        int width = vision.path("width").asInt(0);
        int head = vision.path("head_width").asInt(OPEN_CLIP_HEAD);
        if (width < 1 || head < 1) {
            return NONE;
        }
        boolean quick = model.path("quick_gelu").asBoolean(false);
        return new Configuration(
                OptionalInt.of(width / head),
                OptionalDouble.empty(),
                Optional.of(quick ? "quick_gelu" : "gelu"),
                Optional.empty());
    }

    private static JsonNode first(JsonNode node, String one, String other) {
        return node.has(one) ? node.path(one) : node.path(other);
    }
}

package org.substantia.foundation.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.substantia.foundation.checkpoint.DescriptionFile;
import org.substantia.learning.weights.WeightsException;

/**
 * What the {@code config.json} beside a file of weights tells that names and shapes do not.
 *
 * @param heads of attention
 * @param normEpsilon of the normalizations
 * @param activation between the feed-forward matrices, in transformers' words
 */
record Configuration(OptionalInt heads, OptionalDouble normEpsilon, Optional<String> activation) {
    static final Configuration NONE = new Configuration(OptionalInt.empty(), OptionalDouble.empty(), Optional.empty());

    static Configuration read(Path file) throws WeightsException {
        JsonNode root = DescriptionFile.read(file);
        // Models of two towers keep the vision tower's settings in a part of their own.
        JsonNode node = root.path("vision_config").isObject() ? root.path("vision_config") : root;
        JsonNode heads = first(node, "num_attention_heads", "num_heads");
        JsonNode epsilon = first(node, "layer_norm_eps", "norm_eps");
        JsonNode activation = first(node, "hidden_act", "activation");
        return new Configuration(
                heads.canConvertToInt() && heads.isInt() ? OptionalInt.of(heads.intValue()) : OptionalInt.empty(),
                epsilon.isNumber() ? OptionalDouble.of(epsilon.doubleValue()) : OptionalDouble.empty(),
                activation.isTextual() ? Optional.of(activation.textValue()) : Optional.empty());
    }

    private static JsonNode first(JsonNode node, String one, String other) {
        return node.has(one) ? node.path(one) : node.path(other);
    }
}

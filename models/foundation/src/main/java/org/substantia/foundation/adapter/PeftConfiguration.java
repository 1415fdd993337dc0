package org.substantia.foundation.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.substantia.foundation.checkpoint.DescriptionFile;
import org.substantia.learning.weights.WeightsException;

/**
 * What PEFT's {@code adapter_config.json} tells that shapes do not: how changes are scaled, and what was trained whole.
 * Kinds of adapters that compute something else are refused by their names.
 */
record PeftConfiguration(
        double alpha, Map<String, Double> alphaPattern, boolean rankStabilized, List<String> modulesToSave) {
    /** Options that change what an adapter computes, if they are neither absent, null, false nor empty. */
    private static final List<String> UNKNOWN = List.of(
            "use_dora",
            "use_qalora",
            "use_bdlora",
            "lora_bias",
            "fan_in_fan_out",
            "target_parameters",
            "layer_replication",
            "trainable_token_indices",
            "alora_invocation_tokens",
            "arrow_config",
            "kasa_config",
            "megatron_config",
            "monteclora_config",
            "velora_config");

    private static final String BEGINNING = "init_lora_weights";
    /** Ways to begin an adapter that leave the weights of the network as they were; others change them, too. */
    private static final Set<String> KNOWN_BEGINNINGS = Set.of("gaussian", "eva", "orthogonal");

    static PeftConfiguration read(Path file) throws WeightsException {
        JsonNode root = DescriptionFile.read(file);
        String kind = root.path("peft_type").asText("");
        if (!kind.equals("LORA")) {
            throw new WeightsException(file.toString(), "is of the kind '" + kind + "', LORA is read");
        }
        for (String option : UNKNOWN) {
            if (isSet(root.path(option))) {
                throw new WeightsException(
                        file.toString(), "uses " + option + ", which is not supported; plain LoRA is");
            }
        }
        JsonNode beginning = root.path(BEGINNING);
        if (isSet(beginning) && !beginning.isBoolean() && !KNOWN_BEGINNINGS.contains(beginning.asText())) {
            throw new WeightsException(
                    file.toString(),
                    "begins by " + BEGINNING + " " + beginning.asText()
                            + ", which changes the encoder's own weights, too; save it converted to plain LoRA");
        }
        String bias = root.path("bias").asText("none");
        if (!bias.equals("none")) {
            throw new WeightsException(file.toString(), "trains biases (" + bias + "), which is not supported");
        }
        Map<String, Double> patterns = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> pattern : root.path("alpha_pattern").properties()) {
            patterns.put(pattern.getKey(), finite(file, "alpha_pattern of " + pattern.getKey(), pattern.getValue()));
        }
        List<String> whole = new ArrayList<>();
        root.path("modules_to_save").forEach(module -> whole.add(module.asText()));
        return new PeftConfiguration(
                finite(file, "lora_alpha", root.path("lora_alpha")),
                patterns,
                root.path("use_rslora").asBoolean(false),
                whole);
    }

    private static double finite(Path file, String name, JsonNode value) throws WeightsException {
        if (!value.isNumber() || !Double.isFinite(value.asDouble())) {
            throw new WeightsException(
                    file.toString(),
                    value.isMissingNode()
                            ? "should have the number " + name
                            : name + " should be a finite number, not " + value);
        }
        return value.asDouble();
    }

    private static boolean isSet(JsonNode value) {
        boolean empty = value.isContainerNode() && value.isEmpty();
        boolean no = value.isBoolean() && !value.booleanValue();
        return !value.isMissingNode() && !value.isNull() && !empty && !no;
    }

    /** @param module under the file's names */
    double scale(String module, int rank) {
        double own = alpha;
        for (Map.Entry<String, Double> pattern : alphaPattern.entrySet()) {
            if (matches(pattern.getKey(), module)) {
                own = pattern.getValue();
                break;
            }
        }
        return own / (rankStabilized ? Math.sqrt((double) rank) : rank);
    }

    /** As PEFT looks for a pattern's module: an expression for its last parts. */
    private static boolean matches(String pattern, String module) {
        try {
            return Pattern.matches("(.*\\.)?(" + pattern + ")", module);
        } catch (PatternSyntaxException e) {
            return module.equals(pattern) || module.endsWith("." + pattern);
        }
    }
}
